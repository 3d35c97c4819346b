import type { IngestComponents } from '../../data/contracts.js';
import { usePages } from '../../data/pages.js';
import { ingest } from '../../data/service.js';
import { time } from '../../format/times.js';
import { USER } from '../../parts/columns.js';
import { Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { ServiceText } from '../../parts/service-text.js';
import type { Column } from '../../parts/table.js';
import { dataTexts } from '../../texts/data.js';

const words = dataTexts.exclusions;

const COLUMNS: readonly Column<IngestComponents['schemas']['ExclusionDto']>[] = [
  USER,
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
      <PagedTable of={pages} rows={({ exclusions }) => exclusions} columns={COLUMNS} empty={words.none} />
    </Section>
  );
}
