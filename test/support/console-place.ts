import { readManifest, writeSampleLogs } from '#sample-logs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServices } from './running-services.js';
import type { ServiceName } from './running-services.js';
import { ServiceProcess } from './service-process.js';
import { createTestDatabase } from './test-database.js';

const LOADED_FROM = '2017-03-30';
const LOADED_TO = '2017-05-12';
const USERS = 1_000;
/** A day that is scored in addition to the newest one: the risk of users over time has two points. */
const ALSO_SCORED = '2017-05-05';

/**
 * A second version of each kind, of which only the report is stored; the recommender was not evaluated. A
 * third one of churn, which passed and is not live.
 */
const ADD_EARLIER_VERSIONS = `
  INSERT INTO model_version (kind, version, refused, snapshot_date, data_from, data_to, seed, parameters, report, gate, catalogue_hash,
    code_version, artefact_sha256, artefact_bytes, retired_at)
  SELECT kind, n, false, snapshot_date, data_from, data_to, seed, parameters,
    CASE kind WHEN 'churn' THEN report ELSE jsonb_set(report, '{evaluation}', 'null') END,
    gate, catalogue_hash, code_version, artefact_sha256, artefact_bytes, CASE n WHEN 2 THEN now() END
  FROM model_version, generate_series(2, 3) AS n WHERE version = 1 AND (n = 2 OR kind = 'churn')`;

const interval = (value: number, half: number) => ({ value, low: value - half, high: value + half });
const learned = (learner: string, pValue: number, qini: number) => ({
  learner,
  pValue,
  qini: interval(qini, 0.09),
  chosenShare: 0.45,
  net: interval(10 * qini, 0.8),
  gainOverAll: interval(5 * qini, 0.6),
});

/** As of more users than there are here: fewer than 1,000 an arm have no uplift. */
const UPLIFT = {
  headline: 'The effect differs between users (p = 0.0040): choose them by the uplift of two models.',
  isProven: true,
  pValue: 0.004,
  users: 6262,
  best: 'two models',
  learners: [
    learned('two models', 0.004, 0.21),
    learned('transformed class', 0.03, 0.12),
    learned('boosting with treatment', 0.41, 0.02),
  ],
  fifths: [0.11, 0.05, 0.02, -0.01, -0.04].map((kept) => interval(kept, 0.03)),
};

/**
 * A launched campaign as one of two weeks earlier, whose label window is loaded. Its users are assigned long ago, so
 * that no training and no other campaign leaves them out.
 */
const CLOSE_CAMPAIGN = `
  WITH closed AS (
    UPDATE campaign SET snapshot_date = $2::date - label_days, closes_on = $2::date, uplift = $3 WHERE key = $1 RETURNING id)
  UPDATE campaign_assignment a SET first_day = '2016-01-01', last_day = '2016-01-14'
  FROM closed WHERE a.campaign_id = closed.id`;

/** Where everything is that the specs of the console need; what a spec learns of the place. */
export interface ConsoleAddresses extends Record<ServiceName | 'console', string> {
  logsFolder: string;
  /** URL of the database. */
  database: string;
}

/**
 * Services with sample logs loaded, both models trained and reports of earlier ones, and the console in front
 * of them.
 */
export async function startConsolePlace(): Promise<{
  addresses: ConsoleAddresses;
  stop: () => Promise<void>;
}> {
  const logsFolder = mkdtempSync(join(tmpdir(), 'console-logs-'));
  const listsFolder = mkdtempSync(join(tmpdir(), 'console-lists-'));
  const database = await createTestDatabase();
  await writeSampleLogs({
    directory: logsFolder,
    userCount: USERS,
    firstDay: LOADED_FROM,
    lastDay: LOADED_TO,
    seed: 1,
  });
  const services = await startServices({
    databaseUrl: database.url,
    logsFolder,
    // So few users do not tell whether a version is worse than another, and the tests of data replace
    // archives: any version goes live.
    environment: {
      RECOMMENDER_GATE_MARGIN: '0.99',
      RECOMMENDER_POPULARITY_MARGIN: '0.99',
      RECOMMENDER_GATE_USERS: '1',
      RECOMMENDER_PROMOTE_WITH_HOLES: 'true',
      // The campaigns of several tests choose from the same users within one day.
      CAMPAIGN_CONTACT_DAYS: '0',
      RECOMMENDER_LISTS_FOLDER: listsFolder,
      DELIVERY_ALLOW_PRIVATE: 'true',
    },
  });
  await services.runJob('ingest', '/admin/ingest/archives', { path: '.' });
  // As the launcher does.
  for (const { date, kind } of readManifest(logsFolder)?.holes ?? [])
    await services.ask('ingest', `/admin/acknowledgements/hole.${date}.${kind}`, {
      method: 'PUT',
      body: { note: 'The generator left it out of these sample logs.' },
    });
  await Promise.all([
    services.runJob('churn', '/admin/churn/retrain', {}),
    services.runJob('recommender', '/admin/recommender/retrain', {}),
  ]);
  await database.database.query(ADD_EARLIER_VERSIONS);
  const conditions = [{ probability: { from: 0.3 } }];
  const audience = { key: 'about-to-leave', name: 'About to leave', conditions };
  await services.ask('churn', '/admin/audiences', { body: audience });
  const scenario = '/admin/recommender/scenarios/home/versions';
  await services.ask('recommender', scenario, { body: { options: { limit: 10 } } });
  await services.ask('recommender', `${scenario}/1/promote`, { body: {} });
  const terms = { audience: audience.key, successRate: 0.2, contactCost: 1, savedValue: 10 };
  await services.ask('churn', '/admin/campaigns', {
    body: { ...terms, key: 'spring-offer', name: 'Spring offer' },
  });
  await services.ask('churn', '/admin/campaigns', {
    body: { ...terms, key: 'winter-offer', name: 'Winter offer', holdout: 0.4, arms: ['email', 'push'] },
  });
  // A seed by chance would now and then make arms whose sizes withhold the result.
  await database.database.query(`UPDATE campaign SET seed = key WHERE key = 'winter-offer'`);
  await services.ask('churn', '/admin/campaigns/winter-offer/launch', { body: {} });
  await database.database.query(CLOSE_CAMPAIGN, ['winter-offer', LOADED_TO, UPLIFT]);
  // Scoring stores the result of the closed campaign: no read does.
  await services.runJob('churn', '/admin/churn/score', { snapshotDate: ALSO_SCORED });
  const { ingest, churn, recommender } = services;
  const urls = { ingest: ingest.url, churn: churn.url, recommender: recommender.url };
  const console = await startConsole(urls);
  return {
    addresses: { ...urls, console: console.url, logsFolder, database: database.url },
    stop: async () => {
      await console.stop();
      await services.stop();
      await database.drop();
      for (const folder of [logsFolder, listsFolder]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts the console's server on a free port. */
export async function startConsole(
  urls: Record<ServiceName, string>,
  environment: Record<string, string> = {},
): Promise<ServiceProcess> {
  const process = new ServiceProcess(
    'console',
    { INGEST_URL: urls.ingest, CHURN_URL: urls.churn, RECOMMENDER_URL: urls.recommender, ...environment },
    [],
    'dist/console/server/src/main.js',
  );
  await process.ready();
  return process;
}
