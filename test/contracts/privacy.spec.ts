import { loadSettings } from '#common';
import { churnSettings } from '../../apps/churn-service/src/settings.js';
import { ingestSettings } from '../../apps/ingest-service/src/ingest.settings.js';
import { USER_TABLES } from '../../apps/ingest-service/src/privacy/user-tables.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';
import { code, documentedRows, updateTables } from './document-tables.js';
import type { Table } from './document-tables.js';

const DOCUMENT = 'docs/privacy.md';
const REQUIRED = { DATABASE_URL: 'postgres://h/d', LOGS_DIR: '/logs' };
const DEFAULTS: Record<string, unknown> = Object.assign(
  {},
  ...[ingestSettings, churnSettings, recommenderSettings].map((schema) => loadSettings(schema, REQUIRED)),
) as Record<string, unknown>;

/** What holds users outside of their tables, or could be traced to one. */
const OTHER_DATA: [what: string, kept: string][] = [
  [
    'vectors, histories and devices of users in versions of the recommender',
    '`RECOMMENDER_KEEP_VERSIONS` versions, the live one and the one before it',
  ],
  ['keyed hashes of erased users', 'until they are readmitted'],
  ['ids of posted events, without users', 'until retention drops the day'],
  ['jobs, their logs and results, without users', '90 days'],
  ['audit entries of admin actions, with counts in place of ids', '`AUDIT_KEEP_DAYS`'],
  ['uploaded archives', 'until they are loaded, or for a day'],
];

/** A setting with its default, so that a table says how long. */
function withDefaults(kept: string): string {
  return kept.replace(/`([A-Z_]+)`/g, (_, name: string) => {
    if (!(name in DEFAULTS)) throw new Error(`There is no setting ${name}.`);
    return `\`${name}\` (${String(DEFAULTS[name])})`;
  });
}

const TABLES: Record<string, Table> = {
  'user tables': {
    head: ['table', 'what of a user', 'kept'],
    rows: USER_TABLES.map(({ table, holds, kept }) => [code(table), holds, withDefaults(kept)]),
  },
  'other data': {
    head: ['what', 'kept'],
    rows: OTHER_DATA.map(([what, kept]) => [what, withDefaults(kept)]),
  },
};

beforeAll(async () => {
  await updateTables(DOCUMENT, TABLES);
});

describe(DOCUMENT, () => {
  it.each(Object.entries(TABLES))('has the %s as they are', (name, { rows }) => {
    expect(documentedRows(DOCUMENT, name)).toEqual(rows);
  });
});
