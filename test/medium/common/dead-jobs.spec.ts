import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { JobsService } from '#common';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import { Gate, jobIn, READ, startJobsApp } from './jobs-app.js';
import type { TestJob } from './jobs-app.js';

const ENDED = 'The process that ran this job ended before it was done.';

let database: TestDatabase;
let instances: NestFastifyApplication[] = [];

async function start(
  job: TestJob,
  options: { name?: string; alone?: boolean } = {},
): Promise<NestFastifyApplication> {
  const app = await startJobsApp(database.url, [job], options);
  instances.push(app);
  return app;
}

/** What a kill -9 leaves behind: a job that ran until some seconds ago. */
async function leaveBehind(kind: string, secondsAgo = 0): Promise<string> {
  const id = randomUUID();
  await database.database.query(
    `INSERT INTO job_queue.job (id, name, data, state, policy, created_on, started_on, heartbeat_on, heartbeat_seconds, retry_limit)
     SELECT $1, name, '{}', 'active', policy, now(), now() - interval '2 minutes', now() - make_interval(secs => $3), heartbeat_seconds, 0
     FROM job_queue.queue WHERE name = $2`,
    [id, kind, secondsAgo],
  );
  return id;
}

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(instances.map((app) => app.close()));
  instances = [];
  await database.drop();
});

it('marks jobs failed at its start that run, where it is the only instance, and runs the next one', async () => {
  const gate = new Gate();
  gate.open();
  const job = { kind: 'test.dead', run: gate.pass };
  await (await start(job)).close();
  const dead = await leaveBehind('test.dead');
  const other = await start(job);
  const next = await other.get(JobsService).start('test.dead', {});
  const app = await start(job, { alone: true });
  expect(await jobIn(app, dead)).toMatchObject({ state: 'failed', error: ENDED, result: null });
  expect(await jobIn(app, next.id)).toMatchObject({ state: 'succeeded' });
});

it('marks jobs failed that no process has confirmed for a minute, those of other services too', async () => {
  const one = await start({ kind: 'one.work', run: () => Promise.resolve({}) }, { name: 'one' });
  const other = await start({ kind: 'other.work', run: () => Promise.resolve({}) }, { name: 'other' });
  const [dead, live] = [await leaveBehind('other.work', 90), await leaveBehind('one.work')];
  const mine = await one.get(JobsService).start('one.work', {});
  await other.close();
  instances = [one];
  const failed = `SELECT FROM job_queue.job WHERE id = $1 AND state = 'failed'`;
  await until(async () => (await database.database.query(failed, [dead])).length === 1, 'the job to fail', {
    deadline: 60_000,
  });
  const base = await one.getUrl();
  const list = (await (await fetch(`${base}/jobs`, { headers: READ })).json()) as object[];
  expect(list).toMatchObject([
    { id: mine.id, state: 'queued' },
    { id: live, state: 'running' },
  ]);
  expect((await fetch(`${base}/jobs/${dead}`, { headers: READ })).status).toBe(404);
});

it('goes on when the server ends all its connections, and lets no other job run meanwhile', async () => {
  const gate = new Gate();
  const job = { kind: 'test.cut', run: gate.pass };
  const [app] = [await start(job), await start(job)];
  const jobs = app.get(JobsService);
  const [first, second] = [await jobs.start('test.cut', {}), await jobs.start('test.cut', {})];
  await jobIn(app, first.id, ['running']);
  // A job whose entry in the audit cannot be written fails before its code begins.
  await until(() => gate.running === 1, 'the code of the job');
  await database.database.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'jobs-test%'",
  );
  // Long enough for the second to be taken, were it free.
  await pause(5_000);
  expect(gate).toMatchObject({ running: 1, most: 1, aborted: [] });
  gate.open();
  expect(await jobIn(app, first.id)).toMatchObject({ state: 'succeeded' });
  expect(await jobIn(app, second.id)).toMatchObject({ state: 'succeeded' });
  expect(gate.most).toBe(1);
});

it('runs a job once more that lost the database, when its kind says so', async () => {
  let runs = 0;
  const app = await start({
    kind: 'test.resumes',
    resumes: true,
    run: async () => {
      if (++runs === 1) await database.database.query('SELECT pg_terminate_backend(pg_backend_pid())');
      return { runs };
    },
  });
  const { id } = await app.get(JobsService).start('test.resumes', {});
  expect(await jobIn(app, id)).toMatchObject({ state: 'succeeded', result: { runs: 2 } });
});

it('stops a run whose job was taken for dead, and takes no result from it', async () => {
  const gate = new Gate();
  const app = await start({ kind: 'test.lost', run: gate.pass });
  const { id } = await app.get(JobsService).start('test.lost', {});
  await jobIn(app, id, ['running']);
  // A job is shown as running as soon as it is taken, before its code begins.
  await until(() => gate.running === 1, 'the code of the job');
  await database.database.query(
    `UPDATE job_queue.job SET state = 'failed', completed_on = now(), output = '{"value": {"message": "job heartbeat timeout"}}'
     WHERE id = $1`,
    [id],
  );
  await until(() => gate.aborted.length === 1, 'the run to stop');
  expect(gate.running).toBe(0);
  expect(await jobIn(app, id)).toMatchObject({ state: 'failed', error: ENDED, result: null });
});
