import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import { READ_KEY, ServiceProcess } from '../../test/support/service-process.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';
import { LOAD_GENERATOR, throughput } from '../serving/wrk.js';
import { fillLargeSet, withClient } from './large-set.js';

/** Factors alone, unless another share of item weights is given. */
const ENVIRONMENT = {
  NODE_ENV: 'production',
  RATE_LIMIT_PER_MINUTE: '0',
  // As npm start and docker-compose.yml set it.
  NODE_OPTIONS: '--max-semi-space-size=8',
  RECOMMENDER_ITEM_SHARE: process.env['RECOMMENDER_ITEM_SHARE'] ?? '0',
};
const LONGEST_RETRAIN_MS = 2 * 3_600_000;
const LONGEST_COUNT_MS = 600_000;
const SECONDS = Number(process.env['SECONDS'] ?? 10);
/** Users of each kind of request, each asked once. */
const ASKED = 4_000;

/** Requests by what they are called; the first of each pair of rates is what the others are compared with. */
const ROUTES: Record<string, (user: string) => string> = {
  list: (user) => `/recommend/${user}?limit=10`,
  'list, maxPerSinger': (user) => `/recommend/${user}?limit=10&maxPerSinger=2`,
  'list, minSeconds': (user) => `/recommend/${user}?limit=10&minSeconds=180`,
  again: (user) => `/recommend/${user}/again`,
  home: (user) => `/recommend/${user}/home`,
};

/**
 * A retrain and what it serves, with so many users and three times as many songs, of generated plays that are
 * written by SQL: seconds of each step, memory, the first search, and requests by different users.
 */
export async function measureLargeSet(users = 200_000): Promise<void> {
  const songs = 3 * users;
  await onThrowAwayDatabase(async (url) => {
    console.log(`${users} users, ${songs} songs; ${LOAD_GENERATOR}`);
    await timed('plays by SQL', () => fillLargeSet(url, { users, songs, plays: 238 * users, days: 44 }));
    const service = new ServiceProcess('recommender-service', { DATABASE_URL: url, ...ENVIRONMENT });
    try {
      await service.ready();
      await timed('retrain', () => retrain(service));
      console.log(`  memory at most ${peakMiB(service)} MiB`);
      await timed('first search', () => service.get(`/search?q=${encodeURIComponent('儡嗠')}`));
      await withClient(url, async (client) => {
        const asked = await activeUsers(client);
        await timed('counts of start pages', () => untilCounted(service, client, asked.at(-1)!));
        await serve(service, asked);
      });
    } finally {
      await service.stop();
    }
  });
}

async function retrain(service: ServiceProcess): Promise<void> {
  await service.runJob('/admin/recommender/retrain', {}, LONGEST_RETRAIN_MS);
  const { report, state } = await service.get<{ report: { seconds: object }; state: string }>(
    '/recommend/models/1',
  );
  console.log(`  ${state}; ${JSON.stringify(report.seconds)}`);
  // Whatever the gate says of generated plays: what is measured is how it serves.
  if (state !== 'live') {
    const body = { accept: 'measured by a bench' };
    await service.get('/admin/recommender/models/1/promote', { method: 'POST', body });
  }
}

/** Users with a day; of others nothing is known, and they would be refused. */
async function activeUsers(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ users: string[] }>(
    'SELECT array_agg(user_id::text ORDER BY hashint8(user_id), user_id) AS users FROM (SELECT DISTINCT user_id FROM user_day) AS active',
  );
  return rows[0]!.users;
}

/** Until a start page has the songs that rise, and the popular songs of late are counted too. */
async function untilCounted(service: ServiceProcess, client: pg.Client, user: string): Promise<void> {
  for (const end = performance.now() + LONGEST_COUNT_MS; performance.now() < end;) {
    const { rows } = await service.get<{ rows: { kind: string }[] }>(`/recommend/${user}/home`);
    const counting = await client.query(
      "SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE '/* recommender.popular%'",
    );
    if (counting.rowCount === 0 && rows.some(({ kind }) => kind === 'trending')) return;
    await setTimeout(100);
  }
  throw new Error('The songs of a start page were not counted in time.');
}

async function serve(service: ServiceProcess, users: readonly string[]): Promise<void> {
  let first = 0;
  for (const [name, pathOf] of Object.entries(ROUTES)) {
    const requests = Array.from({ length: ASKED }, (_, n) => ({
      method: 'GET',
      path: pathOf(users[(first + n) % users.length]!),
      headers: { Authorization: `Bearer ${READ_KEY}` },
    }));
    first += ASKED;
    const { perSecond, p99Ms, refused } = await throughput(service.url, requests, SECONDS);
    console.log(
      `  ${name.padEnd(20)} ${perSecond.toFixed(0)}/s, p99 ${p99Ms.toFixed(0)} ms, ${refused} refused; load average ${loadavg()[0]!.toFixed(1)}`,
    );
  }
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  await work();
  console.log(
    `  ${what}: ${((performance.now() - started) / 1000).toFixed(2)} s; load average ${loadavg()[0]!.toFixed(1)}`,
  );
}

function peakMiB({ process: { pid } }: ServiceProcess): string {
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return (Number(kilobytes) / 1024).toFixed(0);
}
