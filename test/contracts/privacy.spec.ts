import { loadSettings } from '#common';
import { readFileSync } from 'node:fs';
import { churnSettings } from '../../apps/churn-service/src/churn.settings.js';
import { ingestSettings } from '../../apps/ingest-service/src/ingest.settings.js';
import { USER_TABLES } from '../../apps/ingest-service/src/privacy/user-tables.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';
import { code, documentedRows } from './document-tables.js';

const DOCUMENT = 'docs/privacy.md';
const REQUIRED = { DATABASE_URL: 'postgres://h/d', LOGS_DIR: '/logs' };
const DEFAULTS = new Map(
  [ingestSettings, churnSettings, recommenderSettings].flatMap((schema) =>
    Object.entries(loadSettings(schema, REQUIRED)),
  ),
);

describe(DOCUMENT, () => {
  it('says of every table that holds users what it holds', () => {
    const tables = documentedRows(DOCUMENT, 'user tables').map(([table]) => table);
    expect(tables).toEqual(USER_TABLES.map(({ table }) => code(table)));
  });

  it('gives settings with their defaults', () => {
    const given = [...readFileSync(DOCUMENT, 'utf8').matchAll(/`([A-Z_]+)` \((\d+)\)/g)];
    expect(given.length).toBeGreaterThan(0);
    for (const [, name, value] of given) expect([name, String(DEFAULTS.get(name!))]).toEqual([name, value]);
  });
});
