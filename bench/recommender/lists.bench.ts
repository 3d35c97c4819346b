import { createService, Database, JobsService, ModelRegistry } from '#common';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { recommenderService } from '../../apps/recommender-service/src/recommender-service.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';
import { prepare, waitForModel } from './serving.bench.js';

const SONGS = 200_000;
const KEY = 'bench-key-0123456789';
/** Between two requests while lists are written. */
const PAUSE_MS = 20;

/**
 * Lists of 20 songs in bulk of `users` users over 200,000 songs x 64, by factors alone and with 100 item weights a
 * song: users a second, processor seconds of the service and of PostgreSQL, delays of the event loop, and
 * `GET /recommend/:userId` meanwhile.
 */
export async function measureLists(users = 100_000): Promise<void> {
  for (const neighbours of [0, 100])
    for (const format of ['parquet', 'csv', 'ndjson'])
      if (neighbours === 0 || format === 'parquet') await measureOne(users, neighbours, format);
}

async function measureOne(users: number, neighbours: number, format: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lists-bench-'));
  await onThrowAwayDatabase(async (databaseUrl, postmaster) => {
    const settings = {
      PORT: 0,
      DATABASE_URL: databaseUrl,
      READ_KEYS: KEY,
      ADMIN_KEYS: `${KEY}-admin`,
      LOG_LEVEL: 'error',
      RATE_LIMIT_PER_MINUTE: 0,
      RECOMMENDER_LISTS_FOLDER: folder,
      RECOMMENDER_LISTS_PART_USERS: 10_000,
    };
    const app = await createService(recommenderService, recommenderSettings.parse(settings));
    try {
      await app.init();
      const database = app.get(Database);
      await prepare(database, app.get(ModelRegistry), { songs: SONGS, users, neighbours });
      await database.query("INSERT INTO id_form (form) VALUES ('numeric')");
      await app.listen(0, '127.0.0.1');
      const url = await app.getUrl();
      await waitForModel(url);
      // Behind the start: names and properties of all songs are read by then.
      for (const path of ['/search?q=x&userId=1', '/recommend/1?maxPerSinger=1'])
        await (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${KEY}` } })).text();
      const jobs = app.get(JobsService);
      const delay = monitorEventLoopDelay({ resolution: 5 });
      const [used, usedByPostgres, began] = [process.cpuUsage(), cpuSeconds(postmaster), performance.now()];
      const { id } = await jobs.start('recommender.lists', { name: 'all', format });
      delay.enable();
      const times: number[] = [];
      let job = await jobs.get(id);
      for (let n = 1; job.state === 'queued' || job.state === 'running'; n++) {
        const asked = performance.now();
        const headers = { authorization: `Bearer ${KEY}` };
        await (await fetch(`${url}/recommend/${1 + ((n * 7919) % users)}`, { headers })).text();
        times.push(performance.now() - asked);
        await sleep(PAUSE_MS);
        if (n % 10 === 0) job = await jobs.get(id);
      }
      const seconds = (performance.now() - began) / 1000;
      delay.disable();
      const { user, system } = process.cpuUsage(used);
      const own = (user + system) / 1e6;
      console.log(
        `${users} users, ${SONGS} songs, ${neighbours} item weights, ${format}: ${job.state} ${job.error ?? ''} ` +
          `${(users / seconds).toFixed(0)} users/s (${seconds.toFixed(1)} s); processor seconds: service ${own.toFixed(1)}, ` +
          `PostgreSQL ${(cpuSeconds(postmaster) - usedByPostgres).toFixed(1)}: ` +
          `${(users / (own / 2)).toFixed(0)} users/s on two cores of the service alone; event loop p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, max ${(delay.max / 1e6).toFixed(1)} ms`,
      );
      const sorted = times.toSorted((a, b) => a - b);
      const at = (share: number): string => sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(1);
      console.log(
        `  GET /recommend/:userId meanwhile: ${sorted.length} requests one after the other, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; load average ${loadavg()[0]!.toFixed(1)}`,
      );
    } finally {
      await app.close();
      rmSync(folder, { recursive: true });
    }
  });
}

/** Of a process and of all its children, those that have ended too. */
function cpuSeconds(pid: number): number {
  const ticksOf = (one: string): number[] =>
    readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1]!.split(' ').slice(11, 15).map(Number);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  const own = ticksOf(String(pid)).reduce((sum, ticks) => sum + ticks, 0);
  const ofChildren = children.map((child) => {
    const [user, system] = ticksOf(child);
    return user! + system!;
  });
  return ofChildren.reduce((sum, ticks) => sum + ticks, own) / 100;
}
