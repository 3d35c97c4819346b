import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceProcess } from '../../support/service-process.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';

const PARENT_ID = '00f067aa0ba902b7';

const newTrace = () => randomBytes(16).toString('hex');
const traced = (traceId: string) => ({ traceparent: `00-${traceId}-${PARENT_ID}-01` });

/** Log lines of the service, as objects. */
function linesOf({ output }: ServiceProcess): Record<string, unknown>[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

let database: TestDatabase;
let folder: string;
let service: ServiceProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'musicbox-traceparent-'));
  const environment = { DATABASE_URL: database.url, LOGS_DIR: folder, LOG_LEVEL: 'debug' };
  service = new ServiceProcess('ingest-service', environment);
  await service.ready();
});
afterAll(async () => {
  await service.stop();
  await database.drop();
  rmSync(folder, { recursive: true });
});

describe('traceparent', () => {
  it('gives log lines and problem documents the id of its trace, and none where it is absent or wrong', async () => {
    const [refused, job] = [newTrace(), newTrace()];
    for (const [path, status] of [
      ['/ingest/archives?limit=0', 400],
      ['/nowhere', 404],
      ['/%zz', 400],
    ] as const) {
      const answer = await service.ask(path, { headers: traced(refused) });
      expect(answer).toMatchObject({ status, body: { status, traceId: refused } });
    }
    const started = await service.get<{ id: string }>('/admin/ingest/archives', {
      body: { path: '.' },
      headers: { ...traced(job), 'X-Request-Id': 'of-a-job' },
    });
    await service.waitForJob(started);
    const lines = linesOf(service);
    const requests = lines.filter(({ context, traceId }) => context === 'http' && traceId === refused);
    expect(requests.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^GET \/ingest\/archives 400$/)]),
    );
    // Written by a service that knows nothing of the request.
    const ofJob = lines.filter(
      ({ context, message }) => context === 'jobs' && String(message).includes(started.id),
    );
    // The worker may log the start before the request logs that it made the job. The job itself belongs to no request.
    const [ofRequest, ofWorker] = [true, false].map((requested) =>
      ofJob.filter((line) => 'requestId' in line === requested),
    );
    expect(ofRequest).toEqual([expect.objectContaining({ traceId: job, requestId: 'of-a-job' })]);
    expect(ofWorker?.length).toBeGreaterThan(0);
    // No trace, no id that nobody could look up.
    for (const headers of [{}, { traceparent: 'nonsense' }] as Record<string, string>[]) {
      const { body } = await service.ask<object>('/nowhere', { headers });
      expect(body).toHaveProperty('requestId');
      expect(body).not.toHaveProperty('traceId');
    }
    const traces = linesOf(service).flatMap((line) => ('traceId' in line ? [line['traceId']] : []));
    expect(new Set(traces)).toEqual(new Set([refused, job]));
  });
});
