import { coverageCalendar } from '#plots';
import { useQuery } from '@tanstack/react-query';
import { ingest } from '../../data/service.js';
import { dayNames } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Page, Section } from '../../parts/page.js';
import { Plot } from '../../parts/plot.js';
import { dataTexts } from '../../texts/data.js';
import { LoadFolder } from './archive-actions.js';
import { Archives } from './archives.js';
import { BrokenContracts } from './broken-contracts.js';
import { Exclusions } from './exclusions.js';
import { Holes } from './holes.js';
import { OwnLogs } from './own-logs.js';
import { Retention } from './retention.js';
import { EventMix, Rules } from './rules.js';
import { Upload } from './upload.js';

const words = dataTexts;

/** Which logs are there, what became of every line, and how do more come in? */
export default function DataPage() {
  return (
    <Page title={words.title} lead={words.lead} actions={<LoadFolder />}>
      <Coverage />
      <EventMix />
      <Rules what="rejected" />
      <Rules what="repaired" />
      <Upload />
      <OwnLogs />
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
          const holes = coverage.days.filter(({ state }) => state === 'hole');
          return (
            <>
              <Plot draw={(width) => coverageCalendar(coverage, { dayNames, width })} />
              {holes.length > 0 && <Holes holes={holes} />}
              {coverage.brokenContracts.length > 0 && <BrokenContracts archives={coverage.brokenContracts} />}
            </>
          );
        }}
      </Answer>
    </Section>
  );
}
