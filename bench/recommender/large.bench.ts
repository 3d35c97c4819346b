import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { READ_KEY, ServiceProcess } from '../../test/support/service-process.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';
import { LOAD_GENERATOR, throughput } from '../serving/wrk.js';
import { fillLargeSet } from './large-set.js';

/** Factors alone, unless another share of item weights is given. */
const ENVIRONMENT = {
  NODE_ENV: 'production',
  RATE_LIMIT_PER_MINUTE: '0',
  RECOMMENDER_ITEM_SHARE: process.env['RECOMMENDER_ITEM_SHARE'] ?? '0',
};
const LONGEST_RETRAIN_MS = 2 * 3_600_000;
const SECONDS = Number(process.env['SECONDS'] ?? 10);
/** Users of each kind of request, each asked once. */
const ASKED = 4_000;

/** Requests by what they are called; the first of each pair of rates is what the others are compared with. */
const ROUTES: Record<string, (user: number) => string> = {
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
      await serve(service, users);
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

async function serve(service: ServiceProcess, users: number): Promise<void> {
  let first = 1;
  for (const [name, pathOf] of Object.entries(ROUTES)) {
    // Far apart, so that no two requests are of one user.
    const requests = Array.from({ length: ASKED }, (_, n) => ({
      method: 'GET',
      path: pathOf(1 + (((first + n) * 7919) % users)),
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
