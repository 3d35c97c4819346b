import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HourlyUpkeep, JobsService } from '#common';
import { setTimeout as pause } from 'node:timers/promises';
import { useTestDatabase } from '../../support/test-database.js';
import { Gate, jobIn, READ, startJobsApp } from './jobs-app.js';
import type { TestJob } from './jobs-app.js';
import { until } from '../../support/until.js';

const database = useTestDatabase();
let instances: NestFastifyApplication[] = [];

async function startInstance(
  kind: string,
  whenBusy: 'queue' | 'refuse',
  run: TestJob['run'],
): Promise<NestFastifyApplication> {
  const app = await startJobsApp(database.url, [{ kind, whenBusy, run }]);
  instances.push(app);
  return app;
}

const finished = jobIn;

afterEach(async () => {
  await Promise.all(instances.map((app) => app.close()));
  instances = [];
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

  it('begins once more when the database is lost while its audit entry is written', async () => {
    await database.database.query('CREATE SEQUENCE audit_writes');
    await database.database.query(`CREATE FUNCTION lose_the_first() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF nextval('audit_writes') = 1 THEN RAISE 'lost' USING ERRCODE = '57P01'; END IF;
        RETURN NEW;
      END $$`);
    await database.database.query(
      'CREATE TRIGGER lost BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION lose_the_first()',
    );
    const app = await startJobsApp(database.url, [
      { kind: 'test.audited', resumes: true, run: () => Promise.resolve({ done: true }) },
    ]);
    instances.push(app);
    const { id } = await app.get(JobsService).start('test.audited', {});
    expect(await finished(app, id)).toMatchObject({ state: 'succeeded', result: { done: true } });
    await database.database.query('DROP FUNCTION lose_the_first CASCADE');
    const entries = await database.database.query('SELECT FROM audit_entry WHERE job_id = $1', [id]);
    expect(entries).toHaveLength(1);
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
    const run: TestJob['run'] = async (input) => {
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
    await until(async () => (await app.get(JobsService).get(id)).state !== 'queued', 'the job to run');
    await app.get(JobsService).cancel(id);
    expect(await finished(app, id)).toMatchObject({ state: 'cancelled' });
  });

  it('cancels a waiting job at once, and the one that runs goes on', async () => {
    const gate = new Gate();
    const app = await startInstance('test.wait', 'queue', gate.pass);
    const jobs = app.get(JobsService);
    const first = await jobs.start('test.wait', {});
    await jobIn(app, first.id, ['running']);
    const second = await jobs.start('test.wait', {});
    expect(await jobs.cancel(second.id)).toMatchObject({ state: 'cancelled', result: null, startedAt: null });
    gate.open();
    expect(await jobIn(app, first.id)).toMatchObject({ state: 'succeeded' });
    expect(await jobs.get(second.id)).toMatchObject({ state: 'cancelled' });
    // What has ended is not cancelled afterwards.
    expect(await jobs.cancel(first.id)).toMatchObject({ state: 'succeeded' });
  });

  it('keeps the progress as long as the job, and no longer', async () => {
    const app = await startInstance('test.prune', 'queue', (_input, context) => {
      context.progress({ step: 'working' });
      return Promise.resolve({});
    });
    const jobs = app.get(JobsService);
    const [kept, deleted] = [await jobs.start('test.prune', {}), await jobs.start('test.prune', {})];
    for (const { id } of [kept, deleted]) await jobIn(app, id);
    await database.database.query('DELETE FROM job_queue.job WHERE id = $1', [deleted.id]);
    await app.get(HourlyUpkeep).run();
    const rows = await database.database.query<{ id: string }>(
      'SELECT job_id AS id FROM job_progress WHERE job_id = ANY($1)',
      [[kept.id, deleted.id]],
    );
    expect(rows).toEqual([{ id: kept.id }]);
    await expect(jobs.get(deleted.id)).rejects.toMatchObject({ code: 'job_unknown' });
  });

  it.each([
    ['/jobs?kind=%00', 400],
    ['/jobs?kind=', 400],
    ['/jobs?limit=', 400],
    ['/jobs/17', 400],
    ['/jobs/00000000-0000-4000-8000-000000000000', 404],
  ])('refuses %s with %d', async (path, status) => {
    const app = await startInstance('test.none', 'queue', () => Promise.resolve({}));
    expect((await fetch((await app.getUrl()) + path, { headers: READ })).status).toBe(status);
  });
});
