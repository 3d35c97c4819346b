import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { distribute, plan } from '../../../migrations/distribution/distribute.js';
import { PLACEMENTS } from '../../../migrations/distribution/placements.js';
import { schemaProblems } from '../../../migrations/distribution/schema-problems.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';

const NO_CITUS = /^This PostgreSQL has no Citus: install it on every node/;

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
});

afterAll(async () => {
  await test.drop();
});

/** What is wrong with the schema after `changed`, which is rolled back. */
async function problemsWith(changed: string): Promise<string[]> {
  const runner = test.database.dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query(changed);
    return await schemaProblems({ query: (sql: string) => runner.query(sql) });
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

describe('the schema', () => {
  it('has a place for every table, and none that Citus would refuse', async () => {
    expect(await schemaProblems(test.database.dataSource)).toEqual([]);
    expect(new Set(PLACEMENTS.map(({ table }) => table)).size).toBe(PLACEMENTS.length);
  });

  it.each([
    [
      'CREATE TABLE stray (id int)',
      'Table stray has no place: add it to migrations/distribution/placements.ts.',
    ],
    [
      'DROP TABLE posted_song',
      'Table posted_song does not exist: run the migrations, or take it out of placements.ts.',
    ],
    [
      'CREATE UNIQUE INDEX by_song ON repeat_songs (song_ids)',
      'Key by_song of repeat_songs lacks user_id, by which the table is distributed: add it to the key.',
    ],
    [
      'ALTER TABLE churn_score ADD CONSTRAINT of_version FOREIGN KEY (model_version_id) REFERENCES model_version (id)',
      'Foreign key of_version leads from churn_score to model_version: only tables that both stay on the coordinator may refer to each other.',
    ],
    [
      `CREATE TRIGGER copied AFTER INSERT ON excluded_user EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
      'Trigger copied of excluded_user: Citus takes no triggers there. Let the statement that writes do it.',
    ],
  ])('reports %s', async (changed, problem) => {
    expect(await problemsWith(changed)).toEqual([problem]);
  });

  it('knows no partition and no table of a load by itself', async () => {
    const made = `CREATE TABLE user_day_20170401 PARTITION OF user_day FOR VALUES FROM ('2017-04-01') TO ('2017-04-02');
      CREATE TABLE unmerged_songs_1_0 (song_id bigint)`;
    expect(await problemsWith(made)).toEqual([]);
  });
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
    expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('--check') as string });
    expect(await run()).toMatchObject({
      code: 2,
      errors: 'No database is given: set DATABASE_URL, or use --url.\n',
    });
    const checked = await run('--check', '--url', test.url);
    expect(checked).toMatchObject({ code: 1, errors: expect.stringContaining('has no Citus') as string });
    expect(checked.out).toMatch(/^idempotency_key +coordinator +claimed and answered by single rows$/m);
    expect(checked.out).toMatch(
      /^user_day +coordinator -> workers by user_id +the features group it by user/m,
    );
    expect((await run('--url', test.url)).errors).toMatch(
      /^Nothing was distributed\.\nThis PostgreSQL has no Citus/,
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
