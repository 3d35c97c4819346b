import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import type { DataSource } from 'typeorm';
import { PartitionsRepository } from '../../../apps/ingest-service/src/storage/partitions.repository.js';
import {
  distribute,
  missingTables,
  plan,
  withoutMonthsSql,
} from '../../../migrations/distribution/distribute.js';
import { PLACEMENTS } from '../../../migrations/distribution/placements.js';
import { useTestDatabase } from '../../support/test-database.js';

const NO_CITUS = /^This PostgreSQL has no Citus: install it on every node/;

const test = useTestDatabase();

const SELECT_KEYS = `/* distribution.keys */
  SELECT t.relname AS "table", k.relname AS name, ARRAY(
      SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)) AS columns
  FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class k ON k.oid = i.indexrelid
  WHERE t.relnamespace = current_schema()::regnamespace AND NOT t.relispartition AND i.indisunique
  ORDER BY 1, 2`;

const SELECT_FOREIGN_KEYS = `/* distribution.foreign_keys */
  SELECT t.relname AS "table", c.conname AS name, f.relname AS target
  FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid
  WHERE t.relnamespace = current_schema()::regnamespace AND NOT t.relispartition AND c.contype = 'f'
  ORDER BY 1, 2`;

const SELECT_TRIGGERS = `/* distribution.triggers */
  SELECT t.relname AS "table", g.tgname AS name
  FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
  WHERE t.relnamespace = current_schema()::regnamespace AND NOT t.relispartition AND NOT g.tgisinternal
    -- Citus puts one of its own on tables that it knows.
    AND NOT starts_with(g.tgname, 'citus_') AND NOT starts_with(g.tgname, 'truncate_trigger_')
  ORDER BY 1, 2`;

/** What `look` finds after the schema was `changed`, which is rolled back. */
async function after<Found>(
  changed: string,
  look: (database: Pick<DataSource, 'query'>) => Promise<Found>,
): Promise<Found> {
  const runner = test.database.dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    if (changed !== '') await runner.query(changed);
    return await look({ query: (sql: string) => runner.query(sql) });
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

const PLACES = new Map(PLACEMENTS.map(({ table, by }) => [table, by]));

/** Names of what Citus refuses. */
async function refused(database: Pick<DataSource, 'query'>): Promise<string[]> {
  const keys = await database.query<{ table: string; name: string; columns: string[] }[]>(SELECT_KEYS);
  const foreignKeys =
    await database.query<{ table: string; name: string; target: string }[]>(SELECT_FOREIGN_KEYS);
  const triggers = await database.query<{ table: string; name: string }[]>(SELECT_TRIGGERS);
  return [
    // A node knows only its own rows, so two rows of one key must be on one node.
    ...keys.filter(({ table, columns }) => {
      const by = PLACES.get(table) ?? null;
      return by !== null && !columns.includes(by);
    }),
    ...foreignKeys.filter(({ table, target }) => PLACES.has(table) || PLACES.has(target)),
    ...triggers.filter(({ table }) => PLACES.has(table)),
  ].map(({ name }) => name);
}

describe('the schema', () => {
  it('has every table that is distributed, and nothing that Citus would refuse there', async () => {
    expect(await after('', missingTables)).toEqual([]);
    expect(await after('', refused)).toEqual([]);
    expect(await after('DROP TABLE repeat_songs', missingTables)).toEqual([
      'Table repeat_songs does not exist: run the migrations, or take it out of placements.ts.',
    ]);
  });

  it.each([
    ['CREATE UNIQUE INDEX by_song ON repeat_songs (song_ids)', 'by_song'],
    [
      'ALTER TABLE churn_score ADD CONSTRAINT of_version FOREIGN KEY (model_version_id) REFERENCES model_version (id)',
      'of_version',
    ],
    [
      'CREATE TRIGGER copied AFTER INSERT ON excluded_user EXECUTE FUNCTION suppress_redundant_updates_trigger()',
      'copied',
    ],
  ])('would be refused after %s', async (changed, name) => {
    expect(await after(changed, refused)).toEqual([name]);
  });
});

it('days are put into their table before it is distributed, since Citus refuses partitions of months', async () => {
  const database = test.database;
  await new PartitionsRepository(database).ensure(['2017-03-31', '2017-04-01', '2017-04-30']);
  await database.query("INSERT INTO user_day (user_id, day, plays) VALUES (1, '2017-04-30', 2)");
  const partitions = async (): Promise<unknown> => {
    const rows = await database.query<{ name: string }>(
      "SELECT relid::text AS name FROM pg_partition_tree('user_day') WHERE level > 0 ORDER BY level, relid::text",
    );
    return rows.map(({ name }) => name.replace('user_day_', ''));
  };
  expect(await partitions()).toEqual(['201703', '201704', '20170331', '20170401', '20170430']);
  await database.query(withoutMonthsSql('user_day'));
  await database.query(withoutMonthsSql('user_day'));
  // New ones of these months, too.
  await new PartitionsRepository(database).ensure(['2017-04-02']);
  expect(await partitions()).toEqual(['20170331', '20170401', '20170402', '20170430']);
  expect(await database.query('SELECT plays FROM user_day')).toEqual([{ plays: 2 }]);
});

describe('distribution without Citus', () => {
  it('is refused with what to do, and changes nothing', async () => {
    await expect(distribute(test.url, () => undefined)).rejects.toThrow(NO_CITUS);
  });

  it('is planned table by table', async () => {
    const { steps, obstacles } = await plan(test.url);
    expect(obstacles).toEqual([expect.stringMatching(NO_CITUS)]);
    expect(steps.map(({ placement }) => placement.table)).toEqual(PLACEMENTS.map(({ table }) => table));
    expect(steps.find(({ placement }) => placement.table === 'user_day')).toMatchObject({
      now: 'coordinator',
      wanted: 'workers by user_id',
    });
  });

  it('explains itself on the command line', async () => {
    expect(await run()).toMatchObject({
      code: 2,
      errors: 'No database is given: set DATABASE_URL, or use --url.\n',
    });
    const checked = await run('--check', '--url', test.url);
    expect(checked).toMatchObject({ code: 1, errors: expect.stringContaining('has no Citus') as string });
    expect(checked.out).toMatch(
      /^user_day +coordinator -> workers by user_id +the features group it by user/m,
    );
  });
});

async function run(...options: string[]): Promise<{ code: number; out: string; errors: string }> {
  const main = resolve('dist/migrations/distribution/main.js');
  const environment = { ...process.env, DATABASE_URL: '' };
  return await new Promise((done) => {
    execFile(
      process.execPath,
      [main, ...options],
      { env: environment, timeout: 30_000 },
      (error, out, errors) => {
        done({ code: typeof error?.code === 'number' ? error.code : 0, out, errors });
      },
    );
  });
}
