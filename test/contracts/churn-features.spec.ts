import { featureCatalogue } from '../../apps/churn-service/src/dataset/feature-catalogue.js';
import type { Feature } from '../../apps/churn-service/src/dataset/feature.js';
import { code, documentedRows, updateTables } from './document-tables.js';
import type { Table } from './document-tables.js';

const DOCUMENT = 'docs/churn.md';
const { features } = featureCatalogue({ featureDays: 30, historyDays: 365 });

/** Features that differ by their days alone share a row: `freq_P_last_{1,3}`, with "n days" for their days. */
function rows(): Table['rows'] {
  const groups = Map.groupBy(features, ({ name }) => name.replace(/_last_\d+$/, '_last_'));
  return [...groups].map(([name, members]) => {
    const days = members.map((member) => member.days).join(',');
    const first = members.at(-1)!;
    const shown = members.length > 1 ? `${name}{${days}}` : first.name;
    const meaning =
      members.length > 1 ? first.meaning.replace(`${first.days} days`, 'n days') : first.meaning;
    // The document says once which days a window holds, and that null is no number.
    return [code(shown), first.unit, meaning.replace(', the snapshot date included', ''), nothing(first)];
  });
}

function nothing({ default: value, never }: Feature): string {
  return never?.replace(/, never .*/, '') ?? (value === null ? 'cannot be' : String(value));
}

const TABLES: Record<string, Table> = {
  features: { head: ['feature', 'unit', 'meaning', 'without such events'], rows: rows() },
};

it('docs/churn.md lists the features of the catalogue', async () => {
  await updateTables(DOCUMENT, TABLES);
  expect(documentedRows(DOCUMENT, 'features')).toEqual(TABLES['features']!.rows);
});
