import pg from 'pg';
import { ServiceProcess } from '../../test/support/service-process.js';
import { onThrowAwayDatabase } from './throw-away-database.js';

/**
 * The platform of one checkout for `first-pass.ts`, as a process of its own: loads the archives of LOGS_DIR into a
 * database of its own, trains both models, and starts the two services anew for each message `start`. It is run
 * in the folder of its checkout, so that two commits can be measured in turns.
 */
export interface Started {
  urls: { churn: string; recommender: string };
  /** Processes whose processor time counts. */
  pids: { churn: number; recommender: number; postmaster: number };
  /** Users with a score, in an order that has nothing to do with them. */
  users: string[];
}

const ENVIRONMENT = {
  NODE_ENV: 'production',
  RATE_LIMIT_PER_MINUTE: '1000000000',
  // Trees are explained more slowly: both commits must serve the same kind of model.
  CHURN_MODELS: 'logistic-regression',
  // As `npm start` trains on sample logs.
  RECOMMENDER_ITEM_SHARE: process.env['RECOMMENDER_ITEM_SHARE'] ?? '0',
};

async function scoredUsers(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ id: string }>(
    'SELECT user_id AS id FROM (SELECT DISTINCT user_id FROM churn_score) AS scored ORDER BY hashint8extended(user_id, 7)',
  );
  await client.end();
  return rows.map(({ id }) => id);
}

await onThrowAwayDatabase(async (url, postmaster) => {
  const settings = { DATABASE_URL: url, LOGS_DIR: process.env['LOGS_DIR']!, ...ENVIRONMENT };
  const start = async (name: string): Promise<ServiceProcess> => {
    const service = new ServiceProcess(`${name}-service`, settings);
    await service.ready();
    return service;
  };
  const ingest = await start('ingest');
  await ingest.runJob('/admin/ingest/archives', { path: '.' });
  await ingest.stop();
  let services = { churn: await start('churn'), recommender: await start('recommender') };
  await services.churn.runJob('/admin/churn/retrain');
  if (process.env['ONLY'] !== 'churn') await services.recommender.runJob('/admin/recommender/retrain');
  const users = await scoredUsers(url);
  const stop = async (): Promise<void> => {
    await Promise.all([services.churn.stop(), services.recommender.stop()]);
  };
  process.send!('ready');
  for (;;) {
    const message = await new Promise<unknown>((resolve) => process.once('message', resolve));
    await stop();
    if (message !== 'start') break;
    services = { churn: await start('churn'), recommender: await start('recommender') };
    const urls = { churn: services.churn.url, recommender: services.recommender.url };
    const [churn, recommender] = [services.churn.process.pid!, services.recommender.process.pid!];
    process.send!({ urls, pids: { churn, recommender, postmaster }, users } satisfies Started);
  }
});
process.disconnect();
