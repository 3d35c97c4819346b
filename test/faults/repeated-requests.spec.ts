import { jest } from '@jest/globals';
import type { JobDto } from '#common';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../support/until.js';
import { play } from '../medium/ingest-service/logs-folder.js';
import { startService } from '../support/running-services.js';
import type { ServiceProcess } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';

// Real processes on a machine that others use too: slow is no failure.
jest.setTimeout(300_000);

const KILLS = 2;
const REQUESTS = 25;

let folder: string;
let database: TestDatabase;
let service: ServiceProcess;

async function start(): Promise<void> {
  service = await startService('ingest', { databaseUrl: database.url, logsFolder: folder });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'repeated-requests-'));
  writeFileSync(join(folder, '20170401_1_play.log'), play(1, 2, 3));
  database = await createTestDatabase();
  await start();
});

afterAll(async () => {
  await service.stop();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Status and body; null when the service ended before it answered. */
async function ask(key: string): Promise<{ status: number; text: string } | null> {
  return await service
    .ask('/admin/ingest/archives', {
      body: { path: '.' },
      headers: { 'Idempotency-Key': key },
    })
    .catch(() => null);
}

it('starts one job for each request, however often that is sent to a service that is killed again and again', async () => {
  const answers = new Map<string, Set<string>>();
  const note = (key: string, answer: { status: number; text: string } | null): boolean => {
    if (answer?.status !== 202) return false;
    const { id } = JSON.parse(answer.text) as JobDto;
    answers.set(key, (answers.get(key) ?? new Set()).add(id));
    return true;
  };
  for (let kill = 0; kill < KILLS; kill++) {
    const keys = Array.from({ length: REQUESTS }, (_, at) => `kill-${kill}-${at}`);
    const first = Promise.all(keys.map(async (key) => note(key, await ask(key))));
    // Somewhere amid the answers, later each time.
    await sleep(20 + 50 * kill);
    await service.kill();
    await first;
    await start();
    for (const key of keys) {
      await until(async () => note(key, await ask(key)), `the answer to ${key}`);
      note(key, await ask(key));
    }
  }
  const jobs = await database.database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM job_queue.job',
  );
  expect(answers.size).toBe(KILLS * REQUESTS);
  expect(jobs).toEqual([{ count: KILLS * REQUESTS }]);
  for (const [key, ids] of answers) expect([key, ids.size]).toEqual([key, 1]);
});
