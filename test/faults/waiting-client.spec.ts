import { jest } from '@jest/globals';
import { ingestClient } from '#clients';
import type { Job } from '#clients';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { play } from '../medium/ingest-service/logs-folder.js';
import { startService } from '../support/running-services.js';
import { ADMIN_KEY } from '../support/service-process.js';
import type { ServiceProcess } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';

// Real processes on a machine that others use too: slow is no failure.
jest.setTimeout(180_000);

let folder: string;
let testDatabase: TestDatabase;
let service: ServiceProcess;

const start = (environment: Record<string, string> = {}): Promise<ServiceProcess> =>
  startService('ingest', { databaseUrl: testDatabase.url, logsFolder: folder, environment });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waiting-client-'));
  writeFileSync(join(folder, '20170401_1_play.log'), play(1, 2, 3));
  testDatabase = await createTestDatabase();
  service = await start();
});

afterAll(async () => {
  await service.stop();
  await testDatabase.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Keeps loads from writing until `release`. */
async function holdLoads(): Promise<{ release(): Promise<void> }> {
  const holder = new pg.Client({ connectionString: testDatabase.url });
  await holder.connect();
  await holder.query('BEGIN; LOCK TABLE play_event IN ACCESS EXCLUSIVE MODE');
  return { release: () => holder.end() };
}

it('waits for a job whose service is killed and started again', async () => {
  const held = await holdLoads();
  const client = ingestClient({ url: service.url, key: ADMIN_KEY });
  const job = await client.startJob('/admin/ingest/archives', { body: { path: '.' } });
  let seen: (job: Job) => void;
  const running = new Promise<void>((resolve) => {
    seen = ({ state }) => {
      if (state === 'running') resolve();
    };
  });
  const states: string[] = [];
  const ended = client.waitForJob(job, {
    onProgress: (at) => {
      states.push(at.state);
      seen(at);
    },
  });
  await Promise.race([running, ended]);
  await service.kill();
  await held.release();
  service = await start({ PORT: new URL(service.url).port });
  const { state } = await ended;
  expect(['failed', 'succeeded']).toContain(state);
  expect(states).toContain('running');
  // Whatever became of the job, the next one finds a service that works.
  const again = await client.startJob('/admin/ingest/archives', { body: { path: '.' } });
  expect(await client.waitForJob(again)).toMatchObject({ state: 'succeeded' });
});
