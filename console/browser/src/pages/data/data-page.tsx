import { coverageCalendar } from '#plots';
import { useQuery } from '@tanstack/react-query';
import type { IngestComponents } from '../../data/contracts.js';
import { ingest } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { day, dayNames } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Page, Section } from '../../parts/page.js';
import { Plot } from '../../parts/plot.js';
import { ServiceText } from '../../parts/service-text.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';
import { Archives } from './archives.js';
import { EventMix } from './event-mix.js';
import { LoadFolder } from './load-folder.js';
import { Rules } from './rules.js';
import { Upload } from './upload.js';

type CoveredDay = IngestComponents['schemas']['CoverageDayDto'];
const words = texts.data;
const SHOWN_HOLES = 20;

const HOLES: readonly Column<CoveredDay>[] = [
  { name: words.columns.day, value: ({ day: of }) => day(of) },
  { name: words.columns.kind, value: ({ kind }) => texts.kinds[kind] },
  { isText: true, name: words.columns.missing, value: ({ reason }) => <ServiceText>{reason}</ServiceText> },
];

/** Which logs are there, what became of every line, and how do more come in? */
export default function DataPage() {
  return (
    <Page title={words.title} lead={words.lead} actions={<LoadFolder />}>
      <Coverage />
      <EventMix />
      <Rules what="rejected" />
      <Rules what="repaired" />
      <Upload />
      <Archives />
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
              {holes.length > 0 && (
                <>
                  <h3>{words.holes(count(holes.length))}</h3>
                  <Table
                    caption={words.holes(count(holes.length))}
                    columns={HOLES}
                    rows={holes.slice(-SHOWN_HOLES).reverse()}
                    keyOf={({ day: of, kind }) => `${of} ${kind}`}
                  />
                </>
              )}
            </>
          );
        }}
      </Answer>
    </Section>
  );
}
