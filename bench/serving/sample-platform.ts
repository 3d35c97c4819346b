import { writeSampleLogs } from '#sample-logs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ServiceProcess } from '../../test/support/service-process.js';
import type { KnownIds } from './routes.js';
import { onThrowAwayDatabase } from './throw-away-database.js';

export interface SamplePlatform {
  services: ServiceProcess[];
  ids: KnownIds;
  /** Process of PostgreSQL, which all its others descend from. */
  postmaster: number;
}

/** As in production, with metrics served; the limit on rates counts and is never reached. */
const ENVIRONMENT = { NODE_ENV: 'production', METRICS_PORT: '0', RATE_LIMIT_PER_MINUTE: '1000000000' };

/** The three compiled services on sample logs of so many users, loaded and learned from as an operator would do it. */
export async function onSamplePlatform(
  users: number,
  work: (platform: SamplePlatform) => Promise<void>,
): Promise<void> {
  const logs = mkdtempSync(join(tmpdir(), 'bench-serving-logs-'));
  try {
    await writeSampleLogs({
      directory: logs,
      userCount: users,
      firstDay: '2017-03-30',
      lastDay: '2017-05-12',
      seed: 1,
    });
    await onThrowAwayDatabase(async (url, postmaster) => {
      const services: ServiceProcess[] = [];
      const start = async (name: string): Promise<ServiceProcess> => {
        const service = new ServiceProcess(name, { DATABASE_URL: url, LOGS_DIR: logs, ...ENVIRONMENT });
        services.push(service);
        await service.ready();
        return service;
      };
      try {
        await (await start('ingest-service')).runJob('/admin/ingest/archives', { path: '.' });
        await (await start('churn-service')).runJob('/admin/churn/retrain');
        await (await start('recommender-service')).runJob('/admin/recommender/retrain');
        await work({ services, ids: await knownIds(url), postmaster });
      } finally {
        for (const service of services) await service.stop();
      }
    });
  } finally {
    rmSync(logs, { recursive: true });
  }
}

/**
 * Users who have been scored and songs that were heard on the last day, in an order that has nothing to do
 * with them.
 */
async function knownIds(url: string): Promise<KnownIds> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const idsOf = async (known: string): Promise<string[]> => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM (${known}) AS known ORDER BY hashint8extended(id, 7) LIMIT 1000`,
    );
    return rows.map(({ id }) => id);
  };
  const ids = {
    users: await idsOf('SELECT user_id AS id FROM churn_score'),
    songs: await idsOf(
      `SELECT song_id AS id FROM play_event WHERE day = (SELECT max(day) FROM play_event) AND song_id IS NOT NULL
       GROUP BY 1 HAVING count(*) > 1`,
    ),
  };
  await client.end();
  return ids;
}
