import { once } from 'node:events';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ADMIN_KEY } from '../../test/support/service-process.js';
import type { BenchPlatform, BenchService } from './bench-platform.js';
import { DAYS, playOf } from './mapped.js';

const BATCHES_A_SECOND = 20;
const EVENTS_A_BATCH = 10;
const ALONE_MS = 5_000;
const GOAL_MS = 250;
const MAPPING = [
  'name: bench\nrecords: lines\nuser: user\nsong: track\ntitle: title\nsinger: artist',
  'time: { column: at, format: unix_ms }\nseconds: { column: ms, unit: ms }\n',
].join('\n');

interface Posted {
  ms: number;
  status: number;
  /** Events that were accepted, or that the file has. */
  stored: number;
}

/**
 * Times of POST /events, from when each was due, while a mapped file of the same days and the same new users is
 * loaded.
 */
export async function measurePosts(platform: BenchPlatform, data: string, records: number): Promise<void> {
  const folder = join(data, 'posts');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  await writePlays(join(folder, 'plays.jsonl'), records);
  await platform.withService(folder, async (service) => {
    await service.storeMapping(MAPPING);
    const before = new AbortController();
    const alone = postUntil(service, 'before', before.signal);
    await sleep(ALONE_MS);
    before.abort();
    report('alone', await alone);
    const end = new AbortController();
    const beside = postUntil(service, 'beside', end.signal);
    const load = await service.load('plays.jsonl', 'untouched', { mapping: 'bench' });
    end.abort();
    report(`beside a load of ${load.events} events in ${load.seconds.toFixed(0)} s`, await beside);
    console.log(`           event loop p99 ${load.eventLoopP99Ms.toFixed(1)} ms (goal 20)`);
  });
}

function report(when: string, posted: Posted[]): void {
  const times = posted.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number): string => times[Math.floor(share * (times.length - 1))]!.toFixed(0);
  const refused = posted.filter(({ status, stored }) => status !== 200 || stored < EVENTS_A_BATCH).length;
  console.log(
    `posts      ${posted.length} batches ${when}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (goal ${GOAL_MS}), longest ${at(1)} ms, ` +
      `refused ${refused} (goal 0)`,
  );
}

async function writePlays(path: string, records: number): Promise<void> {
  const file = createWriteStream(path);
  for (let n = 0; n < records; n++)
    if (!file.write(`${JSON.stringify(playOf(n))}\n`)) await once(file, 'drain');
  file.end();
  await once(file, 'close');
}

async function postUntil(service: BenchService, name: string, end: AbortSignal): Promise<Posted[]> {
  const posts: Promise<Posted>[] = [];
  const started = performance.now();
  while (!end.aborted) {
    const due = started + (1_000 * posts.length) / BATCHES_A_SECOND;
    await sleep(Math.max(0, due - performance.now()));
    posts.push(post(service.address, batchOf(name, posts.length), due));
  }
  return await Promise.all(posts);
}

/** Plays of one day of the file, by its users; each batch of the next day. */
function batchOf(name: string, batch: number): object[] {
  const day = new Date(playOf(0).at + (batch % DAYS) * 86_400_000).toISOString().slice(0, 10);
  return Array.from({ length: EVENTS_A_BATCH }, (_, at) => {
    const { user, track, title, artist } = playOf(batch * 7_919 + at);
    const song = { songId: track, title, singer: artist, playSeconds: 100 };
    return {
      eventId: `${name} ${batch} ${at}`,
      kind: 'play',
      happenedAt: `${day}T10:00:00Z`,
      userId: user,
      ...song,
    };
  });
}

async function post(address: string, events: object[], due: number): Promise<Posted> {
  const response = await fetch(`${address}/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${ADMIN_KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ events }),
  });
  const { accepted = 0, superseded = 0 } = (await response.json()) as {
    accepted?: number;
    superseded?: number;
  };
  return { ms: performance.now() - due, status: response.status, stored: accepted + superseded };
}
