import { coverageCalendar } from '#plots';
import { useQuery } from '@tanstack/react-query';
import { usePages } from '../../data/pages.js';
import { ingest } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { dayNames } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { User } from '../../parts/cells.js';
import { Page, Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { Plot } from '../../parts/plot.js';
import { texts } from '../../texts.js';
import { dataTexts } from '../../texts/data.js';
import { LoadFolder } from './archive-actions.js';
import { Archives } from './archives.js';
import { Facts } from './facts.js';
import { Holes } from './holes.js';
import { OwnLogs } from './own-logs.js';
import { Retention } from './retention.js';
import { EventMix, Rules } from './rules.js';
import { Upload } from './upload.js';

const words = dataTexts;

/** Which logs are there, what became of every line, and how do more come in? */
export default function DataPage() {
  return (
    <Page title={texts.navigation.data} lead={words.lead} actions={<LoadFolder />}>
      <Coverage />
      <EventMix />
      <Rules what="rejected" />
      <Rules what="repaired" />
      <Upload />
      <OwnLogs />
      <Facts />
      <Archives />
      <Retention />
      <Exclusions />
    </Page>
  );
}

function Coverage() {
  const answer = useQuery(ingest.query('/ingest/coverage'));
  return (
    <Section title={words.coverage} note={words.coverageNote}>
      <Answer of={answer}>
        {(coverage) => {
          if (coverage.days.length === 0) return <Empty>{words.nothing}</Empty>;
          const { late } = coverage;
          const holes = coverage.days.filter(({ state }) => state === 'hole');
          return (
            <>
              <Plot draw={(width) => coverageCalendar(coverage, { dayNames, width })} />
              {holes.length > 0 && <Holes holes={holes} />}
              {late.events > 0 && (
                <p>{words.late(count(late.events), late.settlingHours, late.hoursOf99 ?? 0)}</p>
              )}
            </>
          );
        }}
      </Answer>
    </Section>
  );
}

/** Whose events count for no model, and why? */
function Exclusions() {
  const pages = usePages(['ingest', '/ingest/exclusions'], (cursor) =>
    ingest.send('get', '/ingest/exclusions', { params: { query: { limit: 20, cursor } } }),
  );
  return (
    <Section isFolded title={words.exclusions.title} note={words.exclusions.note}>
      <PagedTable
        of={pages}
        rows={({ exclusions }) =>
          exclusions.map(({ userId, excluded, by, since, reason }) => ({
            user: <User id={userId} />,
            state: excluded ? words.exclusions.excluded : words.exclusions.included,
            decidedBy: words.exclusions.bys[by],
            since,
            reason: texts.people.exclusionRules[reason] ?? reason,
          }))
        }
        empty={words.exclusions.none}
      />
    </Section>
  );
}
