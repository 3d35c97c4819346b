import { createDataSource, Database } from '#common';
import autocannon from 'autocannon';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { EVERYBODY } from '../../apps/churn-service/src/dataset/churn-definition.js';
import { featureCatalogue } from '../../apps/churn-service/src/dataset/feature-catalogue.js';
import { FactsRepository } from '../../apps/churn-service/src/dataset/facts.repository.js';
import { FeaturesRepository } from '../../apps/churn-service/src/dataset/features.repository.js';
import { READ_KEY, ServiceProcess } from '../../test/support/service-process.js';
import { measureOfferedLoad } from '../serving/offered-load.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';

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
const LAST_DAY = '2017-05-12';
const FIRST_DAY = dayAfter(LAST_DAY, 1 - DAYS);

/**
 * Users active at a rate of their own until they drop out on a day of their own, a third of them in these
 * days, from hashes: the same every time.
 */
const FILL = `
  INSERT INTO user_day (user_id, day, device, plays, downloads, searches, play_seconds, full_plays, completion_sum,
    completion_count, distinct_songs, song_sketch, singer_sketch)
  SELECT u, $1::date, 1 + u % 2, 1 + amount, (amount % 8 = 0)::int, (amount % 5 = 0)::int, 180 * amount, amount / 2,
    0.5 * amount, amount, amount,
    (SELECT bit_or(set_bit(0::bit(256), hashint8(u + song * (1 + $2 % 5)) & 255, 1)) FROM generate_series(1, amount) AS song),
    (SELECT bit_or(set_bit(0::bit(256), hashint8(u + song / 2 * (1 + $2 % 3)) & 255, 1)) FROM generate_series(1, amount) AS song)
  FROM generate_series(1::bigint, $3) AS u
  CROSS JOIN LATERAL (SELECT (hashint8extended(u, 1) & 1023) / 1024.0 AS rate,
    (hashint8extended(u, 2) & 127) * $4 / 44 AS leaves,
    (hashint8extended(u * 1000 + $2, 3) & 1023) / 1024.0 AS chance,
    (hashint8extended(u * 1000 + $2, 4) & 15)::int AS amount) AS drawn
  WHERE $2 <= leaves AND (chance < 0.05 + 0.8 * rate OR $2 = 0)`;

async function fill(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // As a load leaves it.
  await client.query("INSERT INTO id_form (form) VALUES ('numeric')");
  for (let age = 0; age < DAYS; age++) {
    const day = dayAfter(FIRST_DAY, age);
    await client.query(
      `CREATE TABLE user_day_${day.replaceAll('-', '')} PARTITION OF user_day FOR VALUES FROM ('${day}') TO ('${dayAfter(day, 1)}')`,
    );
    await client.query(FILL, [day, age, USERS, DAYS]);
    await client.query(
      `INSERT INTO archive (identity, name, kind, day, part, state, finished_at)
       SELECT $1 || kind, $1 || '_1_' || kind || '.log', kind, $1::text::date, 1, 'loaded', clock_timestamp()
       FROM unnest(ARRAY['play', 'download', 'search']) AS kind`,
      [day],
    );
  }
  await client.query('VACUUM ANALYZE');
  await client.end();
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

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

/** The highest resident memory of the service so far, in MiB, its threads included. */
function peakMib({ process: { pid } }: ServiceProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1024);
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
  await autocannon({ ...load, duration: 3 });
  const { requests: answered, latency, non2xx } = await autocannon({ ...load, duration: SECONDS });
  process.stdout.write(
    `${what.padEnd(44)} ${answered.average.toFixed(0)}/s  p50 ${latency.p50} ms  p99 ${latency.p99} ms  not answered 2xx: ${non2xx}\n`,
  );
}

async function measureServing(databaseUrl: string): Promise<void> {
  process.stdout.write(
    `${cpus().length} cores, shared by service, PostgreSQL and load generator; ${USERS} users over ${DAYS} days, ` +
      `${REQUESTS_A_SECOND} requests/s offered for ${SECONDS} s\n`,
  );
  await timed('making the users', () => fill(databaseUrl));
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
