import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrapInterval, rankingMetrics } from '#ml';
import { writeSampleLogs } from '#sample-logs';
import pg from 'pg';
import { SKIPPED_BELOW } from '../../apps/recommender-service/src/interactions/interaction-weight.js';
import { ServiceProcess } from '../../test/support/service-process.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';

const USERS = Number(process.env['USERS'] ?? 6_000);
const TEST_USERS = 2_000;
const K = 20;
/** The last days are loaded after the lists have been asked for. */
const LAST_DAY = '20170505';
const LISTS = {
  mix: '?includePlayed=mix',
  'new songs': '',
  'all by score': '?includePlayed=true',
  again: '/again',
};
type ListName = keyof typeof LISTS;

/**
 * Lists of the running service next to what users then heard: each song heard on the seven days after the last
 * one that was loaded counts, whether it was heard before or not.
 */
export async function measureMix(): Promise<void> {
  const logs = mkdtempSync(join(tmpdir(), 'bench-mix-logs-'));
  const settings = { userCount: USERS, firstDay: '2017-03-30', lastDay: '2017-05-12', seed: 1 };
  await writeSampleLogs({ directory: join(logs, 'all'), ...settings });
  mkdirSync(join(logs, 'known'));
  mkdirSync(join(logs, 'later'));
  for (const name of readdirSync(join(logs, 'all')).filter((file) => file.endsWith('.gz'))) {
    renameSync(join(logs, 'all', name), join(logs, name.slice(0, 8) <= LAST_DAY ? 'known' : 'later', name));
  }
  try {
    await onThrowAwayDatabase((url) => measureOn(url, logs));
  } finally {
    rmSync(logs, { recursive: true });
  }
}

async function measureOn(url: string, logs: string): Promise<void> {
  const environment = {
    ...{ DATABASE_URL: url, LOGS_DIR: logs, RATE_LIMIT_PER_MINUTE: '0' },
    // By the default parameters: what is compared is how lists are put together.
    RECOMMENDER_SEARCH_SECONDS: '0',
  };
  const services: ServiceProcess[] = [];
  const start = async (name: string): Promise<ServiceProcess> => {
    const service = new ServiceProcess(name, environment);
    services.push(service);
    await service.ready();
    return service;
  };
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const ingest = await start('ingest-service');
    await ingest.runJob('/admin/ingest/archives', { path: 'known' });
    const recommender = await start('recommender-service');
    await recommender.runJob('/admin/recommender/retrain');
    const { rows: habits } = await client.query<{ share: number; users: number }>(
      'SELECT repeat_share::float8 AS share, (SELECT count(*)::int FROM repeat_songs) AS users FROM repeat_count ORDER BY id DESC LIMIT 1',
    );
    console.log(
      `share of repeats ${habits[0]!.share.toFixed(3)} over ${habits[0]!.users} users, load ${loadavg()[0]!.toFixed(1)}`,
    );
    const { rows: users } = await client.query<{ userId: string }>(
      'SELECT user_id::text AS "userId" FROM repeat_songs ORDER BY hashint8(user_id), user_id',
    );
    const lists = new Map<string, Record<ListName, string[]>>();
    for (const { userId } of users) lists.set(userId, await listsOf(recommender, userId));
    await ingest.runJob('/admin/ingest/archives', { path: 'later' });
    const { rows: heard } = await client.query<{ userId: string; songIds: string[] }>(
      `SELECT user_id::text AS "userId", array_agg(DISTINCT song_id::text) AS "songIds" FROM play_event
       WHERE day > $1 AND song_id IS NOT NULL AND song_seconds > 0 AND play_seconds >= $2::float8 * song_seconds GROUP BY user_id`,
      [LAST_DAY, SKIPPED_BELOW],
    );
    report(heard.filter(({ userId }) => lists.has(userId)).slice(0, TEST_USERS), lists);
  } finally {
    await client.end();
    for (const service of services) await service.stop();
  }
}

async function listsOf(service: ServiceProcess, userId: string): Promise<Record<ListName, string[]>> {
  const lists = {} as Record<ListName, string[]>;
  for (const [name, query] of Object.entries(LISTS) as [ListName, string][]) {
    const { songs } = await service.get<{ songs: { songId: string }[] }>(`/recommend/${userId}${query}`);
    lists[name] = songs.map(({ songId }) => songId);
  }
  return lists;
}

function report(
  heard: readonly { userId: string; songIds: string[] }[],
  lists: ReadonlyMap<string, Record<ListName, string[]>>,
): void {
  const ndcg = (name: ListName): number[] =>
    heard.map(({ userId, songIds }) => {
      const numbers = new Map(songIds.map((songId, n) => [songId, n]));
      const list = lists.get(userId)![name].map((songId, n) => numbers.get(songId) ?? songIds.length + n);
      return rankingMetrics(Int32Array.from(list), Int32Array.from(songIds.keys()), K).ndcg;
    });
  const mix = ndcg('mix');
  console.log(`${heard.length} users who then heard something, NDCG@${K} (95 % interval over users)`);
  for (const name of Object.keys(LISTS) as ListName[]) {
    const own = ndcg(name);
    const ahead =
      name === 'mix' ? '' : `; mix is ahead by ${interval(mix.map((value, n) => value - own[n]!))}`;
    console.log(`  ${name.padEnd(14)} ${interval(own)}${ahead}`);
  }
}

function interval(values: readonly number[]): string {
  const mean = (weights: ArrayLike<number>): number =>
    values.reduce((sum, value, n) => sum + weights[n]! * value, 0) / values.length;
  const { value, low, high } = bootstrapInterval(values.length, mean, { resamples: 500, seed: 1 });
  return `${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
}
