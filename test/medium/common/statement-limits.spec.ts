import { createDataSource, Database, databaseTrouble } from '#common';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';

const LIMIT_MS = 250;
/** For statements that are to be answered in time, also by a busy machine. */
const LONG_LIMIT_MS = 2_000;
/** Longer than any test may take. */
const SLEEP = 'SELECT pg_sleep(600)';
const PID = 'SELECT pg_backend_pid() AS pid';
const GIVEN_UP = { code: 'ETIMEDOUT' };

let testDatabase: TestDatabase;
/** Only the client has limits here, as when the server is stopped and does not keep its own. */
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const limits = { requestMs: 0, jobMs: LIMIT_MS, graceMs: 0 };
  const dataSource = createDataSource({
    url: testDatabase.url,
    applicationName: 'limits',
    poolSize: 1,
    limits,
  });
  await dataSource.initialize();
  database = new Database(dataSource, limits);
  await database.query('CREATE TABLE number (n int)');
});

afterAll(async () => {
  await database.dataSource.destroy();
  await testDatabase.drop();
});

/** Sets the client's limit of the pool's one connection. */
async function limitConnection(answerWithinMs = LIMIT_MS): Promise<number> {
  const client = await database.pool.connect();
  const { rows } = await client.query<{ pid: number }>(PID);
  Object.assign(client, { answerWithinMs });
  client.release();
  return rows[0]!.pid;
}

async function pid(): Promise<number> {
  return (await database.query<{ pid: number }>(PID))[0]!.pid;
}

/** The server's own limit, which a server that is stopped does not keep. */
const unlimited = 'SET LOCAL statement_timeout = 0';

describe('a statement that PostgreSQL does not answer in time', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['of a pool', () => database.query(SLEEP)],
    ['that is prepared', () => database.prepared('sleep', SLEEP, [])],
    ['of a transaction', () => database.transaction((transaction) => transaction.query(SLEEP))],
    [
      'of a job',
      () =>
        database.transaction(
          async (transaction) => {
            await transaction.query(unlimited);
            await transaction.query(SLEEP);
          },
          { statementTimeoutMs: 0 },
        ),
    ],
    [
      'that copies out',
      () =>
        database.transaction(async ({ client }) => {
          await client.query(copyTo(`COPY (${SLEEP}) TO STDOUT`)).toArray();
        }),
    ],
    [
      'that copies in, its rows being late',
      () =>
        database.transaction(({ client }) =>
          pipeline(
            Readable.from(
              (async function* () {
                yield '1\n';
                await new Promise((resolve) => setTimeout(resolve, 2 * LIMIT_MS));
                yield '2\n';
              })(),
            ),
            client.query(copyFrom('COPY number FROM STDIN')),
          ),
        ),
    ],
  ])('%s is given up, and its connection is not used again', async (_name, ask) => {
    const before = await limitConnection();
    await expect(ask()).rejects.toMatchObject(GIVEN_UP);
    expect(await pid()).not.toBe(before);
    expect(await database.query('SELECT n FROM number')).toEqual([]);
  });

  it('of a cursor is given up', async () => {
    const asking = async (): Promise<void> => {
      for await (const rows of database.stream(SLEEP)) expect(rows).toBeNull();
    };
    // Here the server is the first to say that time is up, or the client, whoever is faster.
    const code = await asking().catch((error: unknown) => (error as { code?: string }).code);
    expect(code).toMatch(/^(57014|ETIMEDOUT)$/);
  });
});

describe('a transaction whose signal fires', () => {
  it('ends at once, on the server too', async () => {
    await limitConnection(LONG_LIMIT_MS);
    // Others sleep on.
    const LONGER = 'SELECT pg_sleep(601)';
    const reason = new Error('cancelled');
    const running = `SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE application_name = 'limits' AND state = 'active' AND query = '${LONGER}'`;
    const stop = new AbortController();
    const { signal } = stop;
    const asking = database.transaction((transaction) => transaction.query(LONGER), {
      statementTimeoutMs: 0,
      signal,
    });
    setTimeout(() => stop.abort(reason), 10);
    await expect(asking).rejects.toBe(reason);
    const isGone = async () => (await database.query<{ count: number }>(running))[0]!.count === 0;
    await until(isGone, 'the end of the statement on the server');
    await expect(database.transaction(() => Promise.reject(new Error('begun')), { signal })).rejects.toBe(
      reason,
    );
  });
});

describe('a statement that is answered in time', () => {
  it('stops the clock, so that its connection is kept', async () => {
    const before = await limitConnection(LONG_LIMIT_MS);
    await database.query('SELECT 1');
    await expect(database.query('SELECT 1/0')).rejects.toMatchObject({ code: '22012' });
    await database.transaction(async ({ client }) => {
      await client.query(copyTo('COPY (SELECT 1) TO STDOUT')).toArray();
      await pipeline(Readable.from(['7\n']), client.query(copyFrom('COPY number FROM STDIN')));
    });
    for await (const rows of database.stream('SELECT 1')) expect(rows).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 1.5 * LONG_LIMIT_MS));
    expect(await pid()).toBe(before);
    expect(await database.query('SELECT n FROM number')).toEqual([{ n: 7 }]);
  });

  it('gives the one behind it its own time', async () => {
    await limitConnection(LONG_LIMIT_MS);
    const client = await database.pool.connect();
    try {
      const nap = `SELECT pg_sleep(${(0.4 * LONG_LIMIT_MS) / 1000})`;
      await Promise.all([client.query(nap), client.query(nap), client.query(nap)]);
    } finally {
      client.release();
    }
  });
});

describe('a transaction that fails amid a COPY', () => {
  it('does not wait for rows that nobody reads', async () => {
    const failing = database.transaction(async ({ client }) => {
      for await (const chunk of client.query(
        copyTo('COPY (SELECT generate_series(1, 50000000)) TO STDOUT'),
      )) {
        throw new Error(`refused ${(chunk as Buffer).length > 0}`);
      }
    });
    await expect(failing).rejects.toThrow('refused true');
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('a statement that needs more temporary space than it may have', () => {
  it('fails for that reason, and its connection is kept', async () => {
    const before = await pid();
    const failing = database.transaction(async ({ client }) => {
      await client.query("SET LOCAL work_mem = '64kB'; SET LOCAL temp_file_limit = '64kB'");
      await client.query('SELECT n FROM generate_series(1, 200000) AS n ORDER BY md5(n::text)');
    });
    const trouble = await failing.catch((error: unknown) => databaseTrouble(error)?.code);
    expect(trouble).toBe('database_resources');
    expect(await pid()).toBe(before);
  });
});
