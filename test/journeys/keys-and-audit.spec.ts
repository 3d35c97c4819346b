import type { JobDto } from '#common';
import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from '../support/running-services.js';
import { ADMIN_KEY } from '../support/service-process.js';
import type { ServiceProcess } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

// Real processes on a machine that others use too: slow is no failure.
jest.setTimeout(180_000);

interface Entry {
  service: string;
  action: string;
  key: string;
  keyScopes: string[];
  outcome: string;
  jobState: string | null;
}

let database: TestDatabase;
let logsFolder: string;
let ingest: ServiceProcess;
let churn: ServiceProcess;

const options = () => ({ databaseUrl: database.url, logsFolder });

beforeAll(async () => {
  database = await createTestDatabase();
  logsFolder = mkdtempSync(join(tmpdir(), 'logs-'));
  [ingest, churn] = await Promise.all([startService('ingest', options()), startService('churn', options())]);
});
afterAll(async () => {
  await Promise.all([ingest.stop(), churn.stop()]);
  await database.drop();
  rmSync(logsFolder, { recursive: true });
});

const audit = async (query: string): Promise<Entry[]> =>
  (await ingest.get<{ entries: Entry[] }>(`/admin/audit?${query}`)).entries;

/** Asks the churn service until it answers with the status. @throws when it never does */
async function churnAnswers(status: number, token: string): Promise<void> {
  const isAnswered = async () => (await churn.ask('/admin/churn/schedule', { key: token })).status === status;
  await until(isAnswered, `status ${status} of the churn service`);
}

it('a console key works in the other service at once, is named in the audit with the end of its job, and ends when it is revoked', async () => {
  const { token } = await ingest.get<{ token: string }>('/admin/keys', {
    method: 'POST',
    body: { name: 'desk', scopes: ['console'] },
  });
  await churnAnswers(200, token);
  const started = await churn.ask<JobDto>('/admin/churn/retrain', { method: 'POST', key: token });
  expect(started.status).toBe(202);
  await churn.waitForJob(started.body);
  // There is nothing to learn from.
  expect(await audit('key=desk')).toMatchObject([
    {
      service: 'churn-service',
      action: 'POST /admin/churn/retrain',
      keyScopes: ['console'],
      outcome: 'succeeded',
      jobState: 'failed',
    },
  ]);
  await ingest.get('/admin/keys/desk', { method: 'DELETE' });
  await churnAnswers(401, token);
  for (const { output } of [ingest, churn]) expect(output).not.toContain(token.slice(13));
});

it('an action whose process was killed stays in the audit as begun', async () => {
  const upload = httpRequest(`${ingest.url}/admin/ingest/uploads/${randomUUID()}/20170401_1_play.log`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${ADMIN_KEY}`, 'Content-Length': '1000' },
  });
  upload.on('error', () => undefined);
  upload.write('a first line');
  const action = `action=${encodeURIComponent('PUT /admin/ingest/uploads/:upload/:name')}`;
  await until(async () => (await audit(action)).length > 0, 'the audit of the upload');
  await ingest.kill();
  ingest = await startService('ingest', options());
  expect(await audit(action)).toMatchObject([{ outcome: 'started', key: 'settings:admin' }]);
});
