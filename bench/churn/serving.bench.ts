import { createDataSource, Database } from '#common';
import type autocannon from 'autocannon';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { EVERYBODY } from '../../apps/churn-service/src/dataset/churn-definition.js';
import { featureCatalogue } from '../../apps/churn-service/src/dataset/feature-catalogue.js';
import { FactsRepository } from '../../apps/churn-service/src/dataset/facts.repository.js';
import { FeaturesRepository } from '../../apps/churn-service/src/dataset/features.repository.js';
import { READ_KEY, ServiceProcess } from '../../test/support/service-process.js';
import { loadAutocannon } from '../serving/autocannon.js';
import { measureOfferedLoad } from '../serving/offered-load.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';
import { LAST_DAY, madeUsers, peakMib } from './made-users.js';

/**
 * node dist/bench/churn/serving.bench.js [--users 58000] [--days 44] [--history 30,120] [--seconds 20]
 * [--only features|jobs|answers] How fast the churn service answers: the compiled service in a process of its
 * own, a PostgreSQL of its own, 500 requests a second on the same machine, see measureOfferedLoad. 128 days
 * hold six snapshots to learn from and a seventh before them; 218 days hold them with 120 days of history.
 * Each job is followed by the highest memory of the service so far.
 */
const { values: options } = parseArgs({
  options: {
    users: { type: 'string', default: '58000' },
    days: { type: 'string', default: '44' },
    history: { type: 'string', default: '30' },
    seconds: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
  },
});
const USERS = Number(options.users);
const DAYS = Number(options.days);
const SECONDS = Number(options.seconds);
const REQUESTS_A_SECOND = 500;
const JOB_MS = 1_800_000;

/**
 * The table that models learn from and score, five times: read from user_day, computed, and in memory here;
 * and that of one user.
 */
async function measureFeatures(url: string, historyDays: number): Promise<void> {
  const dataSource = createDataSource({ url, applicationName: 'bench' });
  await dataSource.initialize();
  const database = new Database(dataSource);
  const features = new FeaturesRepository(database, new FactsRepository(database));
  const catalogue = featureCatalogue({ featureDays: 30, historyDays });
  const days = { snapshotDate: LAST_DAY, incomplete: [] };
  const { signal } = new AbortController();
  const seconds: number[] = [];
  for (let round = 0; round < 5; round++) {
    const started = performance.now();
    await features.inPieces(catalogue, days, EVERYBODY, { users: 5_000, signal }, () => Promise.resolve());
    seconds.push((performance.now() - started) / 1000);
  }
  const middle = seconds.sort((a, b) => a - b)[2]!;
  const what = `${catalogue.features.length} features of ${historyDays} days,`;
  process.stdout.write(`${`${what} everybody`.padEnd(44)} ${middle.toFixed(2)} s, median of 5\n`);
  const milliseconds: number[] = [];
  for (let user = 1; user <= 101; user++) {
    const started = performance.now();
    await features.ofUsers(catalogue, days, [String(user)]);
    milliseconds.push(performance.now() - started);
  }
  await dataSource.destroy();
  const median = milliseconds.sort((a, b) => a - b)[50]!;
  process.stdout.write(`${`${what} one user`.padEnd(44)} ${median.toFixed(1)} ms, median of 101\n`);
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  await work();
  process.stdout.write(`${what.padEnd(44)} ${((performance.now() - started) / 1000).toFixed(2)} s\n`);
}

/** As many as are answered, by ten that ask again as soon as they are. */
async function measureRate(what: string, url: string, requests: autocannon.Request[]): Promise<void> {
  const headers = { authorization: `Bearer ${READ_KEY}`, 'content-type': 'application/json' };
  const load = { url, connections: 10, headers, requests };
  const send = loadAutocannon();
  await send({ ...load, duration: 3 });
  const { requests: answered, latency, non2xx } = await send({ ...load, duration: SECONDS });
  process.stdout.write(
    `${what.padEnd(44)} ${answered.average.toFixed(0)}/s  p50 ${latency.p50} ms  p99 ${latency.p99} ms  not answered 2xx: ${non2xx}\n`,
  );
}

async function measureServing(databaseUrl: string): Promise<void> {
  process.stdout.write(
    `${cpus().length} cores, shared by service, PostgreSQL and load generator; ${USERS} users over ${DAYS} days, ` +
      `${REQUESTS_A_SECOND} requests/s offered for ${SECONDS} s\n`,
  );
  await timed('making the users', () => madeUsers(databaseUrl, USERS, DAYS));
  const service = new ServiceProcess('churn-service', {
    DATABASE_URL: databaseUrl,
    RATE_LIMIT_PER_MINUTE: '0',
  });
  const client = new pg.Client({ connectionString: databaseUrl });
  try {
    await service.ready();
    await client.connect();
    for (const history of options.history.split(',').filter((days) => days !== ''))
      await measureFeatures(databaseUrl, Number(history));
    if (options.only === 'features') return;
    const job = async (what: string, path: string): Promise<void> => {
      await timed(what, () => service.runJob(path, undefined, JOB_MS));
      process.stdout.write(`${' '.repeat(45)}${peakMib(service)} MiB at most\n`);
    };
    await job('retraining, and scoring everybody', '/admin/churn/retrain');
    await job('scoring everybody', '/admin/churn/score');
    await job('scoring everybody, again', '/admin/churn/score');
    for (const path of ['lifecycle', 'cohorts', 'alerts'])
      for (const which of ['first', 'second'])
        await timed(`GET /churn/${path}, ${which}`, () => service.get(`/churn/${path}`));
    await timed('GET /churn?limit=20, first', () => service.get('/churn?limit=20'));
    process.stdout.write(`${' '.repeat(45)}${peakMib(service)} MiB at most\n`);
    if (options.only === 'jobs') return;
    await timed('drift between two snapshots', () => service.get('/churn/drift'));
    await timed('export of everybody as CSV', () => service.ask('/admin/churn/export.csv'));

    const { rows } = await client.query<{ id: string }>(
      `SELECT user_id AS id FROM churn_score WHERE snapshot_date = (SELECT max(snapshot_date) FROM churn_score)
       ORDER BY hashint8extended(user_id, 9) LIMIT 1000`,
    );
    if (rows.length === 0) throw new Error('Nobody has been scored.');
    const single = rows.map(({ id }) => `/churn/${id}`);
    const load = { url: service.url, key: READ_KEY, requestsASecond: REQUESTS_A_SECOND, seconds: SECONDS };
    await measureOfferedLoad('GET /churn/:userId, stored', { ...load, paths: single });
    const batches = Array.from({ length: 10 }, (_, n) => rows.slice(100 * n, 100 * (n + 1)));
    await measureRate(
      'POST /churn/batch, 100 users',
      service.url,
      batches.map((batch) => ({
        method: 'POST',
        path: '/churn/batch',
        body: JSON.stringify({ userIds: batch.map(({ id }) => id) }),
      })),
    );
    await measureRate('GET /churn?limit=20, first page', service.url, [{ path: '/churn?limit=20' }]);
    await measureOfferedLoad('GET /churn?limit=20, first page', { ...load, paths: ['/churn?limit=20'] });
    // Loaded again after the scoring: every answer is computed from the days of the user.
    await client.query(
      'UPDATE archive SET finished_at = clock_timestamp() WHERE day = (SELECT max(day) FROM archive)',
    );
    await measureOfferedLoad('GET /churn/:userId, stale and so computed', { ...load, paths: single });
  } finally {
    await client.end();
    await service.stop();
  }
}

await onThrowAwayDatabase(measureServing);
