import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService, JobsService, platformSettings } from '#common';
import type { JobContext, JobDto, PlatformSettings } from '#common';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';

@Module({})
class EmptyModule {}

const READ_KEY = 'read-key-0123456789';
const ADMIN_KEY = 'admin-key-0123456789';

let database: TestDatabase;
let instances: NestFastifyApplication[] = [];
type Run = (input: object, context: JobContext) => Promise<object>;

function settingsFor(url: string): PlatformSettings {
  return platformSettings.parse({
    PORT: 0,
    DATABASE_URL: url,
    READ_KEYS: READ_KEY,
    ADMIN_KEYS: ADMIN_KEY,
    LOG_LEVEL: 'error',
  });
}

async function startInstance(
  kind: string,
  whenBusy: 'queue' | 'refuse',
  run: Run,
): Promise<NestFastifyApplication> {
  const app = await createService(
    {
      name: 'jobs-test',
      title: 'Jobs',
      description: 'Jobs',
      schema: platformSettings,
      module: () => ({ module: EmptyModule }),
    },
    settingsFor(database.url),
  );
  app.get(JobsService).register({ kind, whenBusy, run });
  await app.listen(0, '127.0.0.1');
  instances.push(app);
  return app;
}

async function finished(app: NestFastifyApplication, id: string): Promise<JobDto> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const job = await app.get(JobsService).get(id);
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Job ${id} did not end`);
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(instances.map((app) => app.close()));
  instances = [];
});
afterAll(async () => {
  await database.drop();
});

describe('jobs on PostgreSQL', () => {
  it('runs a job and keeps its input, progress and result', async () => {
    const app = await startInstance('test.sum', 'queue', async (input, context) => {
      context.progress({ step: 'adding', fraction: 0.5, detail: { rows: 3 } });
      await pause(300);
      return { sum: (input as { values: number[] }).values.reduce((a, b) => a + b) };
    });
    const { id } = await app.get(JobsService).start('test.sum', { values: [1, 2, 3] });
    const job = await finished(app, id);
    expect(job).toMatchObject({
      state: 'succeeded',
      result: { sum: 6 },
      input: { values: [1, 2, 3] },
      progress: { step: 'adding', fraction: 1, detail: { rows: 3 } },
      error: null,
    });
  });

  it('fails with the sentence of the error and shows no stack', async () => {
    const app = await startInstance('test.fail', 'queue', () =>
      Promise.reject(new Error('The disk is full.')),
    );
    const { id } = await app.get(JobsService).start('test.fail', {});
    const job = await finished(app, id);
    expect(job).toMatchObject({ state: 'failed', error: 'The disk is full.', result: null });
    expect(JSON.stringify(job)).not.toMatch(/\.ts|\.js/);
  });

  it('runs one at a time per kind over two instances, in order', async () => {
    let together = 0;
    let most = 0;
    const order: number[] = [];
    const run: Run = async (input) => {
      most = Math.max(most, ++together);
      await pause(100);
      together--;
      order.push((input as { turn: number }).turn);
      return {};
    };
    const first = await startInstance('test.turn', 'queue', run);
    await startInstance('test.turn', 'queue', run);
    const jobs = [];
    for (const turn of [1, 2, 3, 4]) jobs.push(await first.get(JobsService).start('test.turn', { turn }));
    for (const job of jobs) expect((await finished(first, job.id)).state).toBe('succeeded');
    expect(most).toBe(1);
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('refuses a second job of a kind that wants only one, and names the one that runs', async () => {
    const app = await startInstance('test.only', 'refuse', async () => {
      await pause(500);
      return {};
    });
    const jobs = app.get(JobsService);
    const { id } = await jobs.start('test.only', {});
    await expect(jobs.start('test.only', {})).rejects.toMatchObject({
      kind: 'conflict',
      options: { extra: { jobId: id } },
    });
    await finished(app, id);
    const again = await jobs.start('test.only', {});
    expect((await finished(app, again.id)).state).toBe('succeeded');
    expect(await jobs.list('test.only', 10)).toHaveLength(2);
  });

  it('cancels a running job at its next look at the signal', async () => {
    const app = await startInstance('test.long', 'queue', async (_input, { signal }) => {
      for (;;) {
        signal.throwIfAborted();
        await pause(20);
      }
    });
    const { id } = await app.get(JobsService).start('test.long', {});
    while ((await app.get(JobsService).get(id)).state === 'queued') await pause(20);
    await app.get(JobsService).cancel(id);
    expect(await finished(app, id)).toMatchObject({ state: 'cancelled' });
  });

  it('marks a job failed whose process has died, when a new instance starts', async () => {
    const app = await startInstance('test.crash', 'queue', () => Promise.resolve({}));
    const jobs = app.get(JobsService);
    const done = await finished(app, (await jobs.start('test.crash', {})).id);
    // What a kill -9 leaves behind: a job that is active, and no connection that holds its lock.
    await database.database.query(
      "UPDATE job_queue.job SET state = 'active', completed_on = NULL, started_on = now() - interval '1 minute' WHERE id = $1",
      [done.id],
    );
    await app.close();
    instances = [];
    const restarted = await startInstance('test.crash', 'queue', () => Promise.resolve({}));
    const job = await finished(restarted, done.id);
    expect(job).toMatchObject({
      state: 'failed',
      error: 'The process that ran this job ended before it was done.',
    });
  });

  it('streams progress as server-sent events and ends with the job; an unknown job is a 404', async () => {
    const app = await startInstance('test.stream', 'queue', async (_input, context) => {
      for (let step = 1; step <= 4; step++) {
        context.progress({ step: `step ${step}`, fraction: step / 4 });
        await pause(400);
      }
      return { steps: 4 };
    });
    const base = await app.getUrl();
    const headers = { Authorization: `Bearer ${READ_KEY}` };
    const { id } = await app.get(JobsService).start('test.stream', {});
    const response = await fetch(`${base}/jobs/${id}/stream`, { headers });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = (await response.text())
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map((line) => JSON.parse(line.slice(6)) as JobDto);
    expect(events.length).toBeGreaterThan(2);
    expect(events.at(-1)).toMatchObject({ id, state: 'succeeded', result: { steps: 4 } });
    const unknown = await fetch(`${base}/jobs/00000000-0000-4000-8000-000000000000/stream`, { headers });
    expect(unknown.status).toBe(404);
  });
});
