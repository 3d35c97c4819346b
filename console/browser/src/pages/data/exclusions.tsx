import { Link } from 'wouter';
import { pageOfUser } from '../../data/address.js';
import type { IngestComponents } from '../../data/contracts.js';
import { usePages } from '../../data/pages.js';
import { ingest } from '../../data/service.js';
import { time } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { More } from '../../parts/more.js';
import { Section } from '../../parts/page.js';
import { ServiceText } from '../../parts/service-text.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { dataTexts } from '../../texts/data.js';

const words = dataTexts.exclusions;

const COLUMNS: readonly Column<IngestComponents['schemas']['ExclusionDto']>[] = [
  { name: words.user, value: ({ userId }) => <Link href={pageOfUser(userId)}>{userId}</Link> },
  { name: words.state, value: ({ excluded }) => (excluded ? words.excluded : words.included) },
  { name: words.by, value: ({ by }) => words.bys[by] },
  { name: words.since, value: ({ since }) => time(since) },
  { isText: true, name: words.reason, value: ({ reason }) => <ServiceText>{reason}</ServiceText> },
];

/** Whose events count for no model, and why? */
export function Exclusions() {
  const pages = usePages(['ingest', '/ingest/exclusions'], (cursor) =>
    ingest.send('get', '/ingest/exclusions', { params: { query: { limit: 20, cursor } } }),
  );
  return (
    <Section isFolded title={words.title} note={words.note}>
      <Answer of={pages}>
        {({ pages: shown }) => {
          const rows = shown.flatMap((page) => page.exclusions);
          if (rows.length === 0) return <Empty>{words.none}</Empty>;
          return (
            <>
              <Table caption={words.title} columns={COLUMNS} rows={rows} keyOf={({ userId }) => userId} />
              <More of={pages} />
            </>
          );
        }}
      </Answer>
    </Section>
  );
}
