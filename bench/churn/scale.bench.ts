import { createDataSource, Database } from '#common';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { EVERYBODY } from '../../apps/churn-service/src/dataset/churn-definition.js';
import { FactsRepository } from '../../apps/churn-service/src/dataset/facts.repository.js';
import { featureCatalogue } from '../../apps/churn-service/src/dataset/feature-catalogue.js';
import { FeaturesRepository } from '../../apps/churn-service/src/dataset/features.repository.js';
import { ServiceProcess } from '../../test/support/service-process.js';
import { countProcessorSeconds } from '../ingest/processor-seconds.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';
import { LAST_DAY, madeUsers, peakMib } from './made-users.js';

/**
 * node dist/bench/churn/scale.bench.js [--users 200000,2000000] [--days 47] [--audiences 10]
 * How the cost of the churn service grows with its users, who are made in SQL: of each step the seconds, the
 * processor seconds of service and PostgreSQL, these a million users, and the highest memory of the service so far.
 */
const { values: options } = parseArgs({
  options: {
    users: { type: 'string', default: '200000,2000000' },
    days: { type: 'string', default: '47' },
    audiences: { type: 'string', default: '10' },
  },
});
const DAYS = Number(options.days);
const JOB_MS = 7_200_000;
const MEMBERS = 50_000;
/** First pages of lists, by the order of the list. */
const LISTS = {
  'by risk': '/churn?limit=20',
  'by value': '/churn?limit=20&order=value&defaultValue=10',
  'who may be contacted': '/churn?limit=20&contactable=true',
  'members of an audience': '/audiences/a1/members?limit=20',
  'changes of an audience': '/audiences/a1/changes?limit=20',
};

async function measureScale(users: number, databaseUrl: string, postmaster: number): Promise<void> {
  const rows: object[] = [];
  await madeUsers(databaseUrl, users, DAYS);
  const service = new ServiceProcess('churn-service', {
    DATABASE_URL: databaseUrl,
    RATE_LIMIT_PER_MINUTE: '0',
  });
  const client = new pg.Client({ connectionString: databaseUrl });
  const dataSource = createDataSource({ url: databaseUrl, applicationName: 'bench' });
  const step = async (what: string, work: () => Promise<unknown>, process = service.process.pid!) => {
    const [started, count] = [performance.now(), countProcessorSeconds(process, postmaster)];
    await work();
    const [seconds, { client: inService, postgres }] = [(performance.now() - started) / 1000, count()];
    rows.push({
      what,
      seconds: round(seconds),
      service: round(inService),
      postgres: round(postgres),
      perMillion: round(((inService + postgres) * 1e6) / users),
      mib: peakMib(service),
    });
  };
  const job = (path: string) => () => service.runJob(path, undefined, JOB_MS);
  try {
    await client.connect();
    await service.ready();
    await dataSource.initialize();
    await step('features', () => readFeatures(new Database(dataSource)), process.pid);
    // The newest days are loaded one by one: each scoring is of a new day, and changes the members of audiences.
    await client.query(`UPDATE archive SET state = 'partial' WHERE day > $1::date - 3`, [LAST_DAY]);
    const loadNextDay = () =>
      client.query(`UPDATE archive SET state = 'loaded', finished_at = clock_timestamp()
        WHERE day = (SELECT min(day) FROM archive WHERE state = 'partial')`);
    await step('retraining, and scoring', job('/admin/churn/retrain'));
    await loadNextDay();
    await step('scoring without audiences', job('/admin/churn/score'));
    const audiences = Number(options.audiences);
    for (let n = 1; n <= audiences; n++) {
      const rules = {
        key: `a${n}`,
        name: `a${n}`,
        limit: MEMBERS,
        conditions: [{ probability: { from: n / 1000 } }],
      };
      const create = () => service.get('/admin/audiences', { body: rules });
      await (n === 1 ? step('making an audience', create) : create());
      if (n !== 1 && n !== audiences) continue;
      await loadNextDay();
      await step(`scoring with ${n} audiences`, job('/admin/churn/score'));
    }
    for (const path of ['drift', 'alerts', 'lifecycle', 'cohorts', 'bands'])
      for (const which of ['first', 'second'])
        await step(`GET /churn/${path}, ${which}`, () => service.get(`/churn/${path}`));
    await client.query(
      'INSERT INTO user_value (user_id, value) SELECT u, 1 + u % 100 FROM generate_series(1::bigint, $1::bigint / 2) AS u',
      [users],
    );
    for (const [list, path] of Object.entries(LISTS)) await step(`list ${list}`, () => service.get(path));
    await step('export with reasons', () => service.ask('/admin/churn/export.csv'));
  } finally {
    await client.end();
    if (dataSource.isInitialized) await dataSource.destroy();
    await service.stop();
  }
  process.stdout.write(`${users} users over ${DAYS} days\n`);
  console.table(rows);
}

async function readFeatures(database: Database): Promise<void> {
  const features = new FeaturesRepository(database, new FactsRepository(database));
  const catalogue = featureCatalogue({ featureDays: 30, historyDays: 30 });
  const { signal } = new AbortController();
  const days = { snapshotDate: LAST_DAY, incomplete: [] };
  await features.inPieces(catalogue, days, EVERYBODY, { users: 5_000, signal }, () => Promise.resolve());
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

for (const users of options.users.split(',').map(Number))
  await onThrowAwayDatabase((url, postmaster) => measureScale(users, url, postmaster));
