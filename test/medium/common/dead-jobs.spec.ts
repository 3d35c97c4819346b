import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { JobsService } from '#common';
import { randomUUID } from 'node:crypto';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { Gate, jobIn, startJobsApp } from './jobs-app.js';
import type { TestJob } from './jobs-app.js';

const ENDED = 'The process that ran this job ended before it was done.';

let database: TestDatabase;
let instances: NestFastifyApplication[] = [];

async function start(job: TestJob, name = 'jobs-test', url = database.url): Promise<NestFastifyApplication> {
  const app = await startJobsApp(url, [job], { name });
  instances.push(app);
  return app;
}

/** What a kill -9 leaves behind: a job that ran until now. Its heartbeat alone would count for a minute more. */
async function leaveBehind(kind: string): Promise<string> {
  const id = randomUUID();
  await database.database.query(
    `INSERT INTO job_queue.job (id, name, data, state, policy, created_on, started_on, heartbeat_on, heartbeat_seconds, retry_limit)
     SELECT $1, name, '{}', 'active', policy, now(), now() - interval '1 minute', now(), heartbeat_seconds, 0
     FROM job_queue.queue WHERE name = $2`,
    [id, kind],
  );
  return id;
}

/** Ends the connections of one service by which it holds its jobs. */
async function endOwner(name: string): Promise<void> {
  await database.database.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
    [`${name} running jobs`],
  );
}

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(instances.map((app) => app.close()));
  instances = [];
  await database.drop();
});

it('marks a job failed whose process is gone long before its heartbeat is too old, and runs the next one', async () => {
  const gate = new Gate();
  gate.open();
  const app = await start({ kind: 'test.dead', run: gate.pass });
  const dead = await leaveBehind('test.dead');
  const next = await app.get(JobsService).start('test.dead', {});
  expect(await jobIn(app, dead)).toMatchObject({ state: 'failed', error: ENDED });
  expect(await jobIn(app, next.id)).toMatchObject({ state: 'succeeded' });
});

it('lets a process that lost its connection go on with its job', async () => {
  const gate = new Gate();
  const [app, other] = [
    await start({ kind: 'test.cut', run: gate.pass }, 'one'),
    await start({ kind: 'test.other', run: gate.pass }, 'other'),
  ];
  const { id } = await app.get(JobsService).start('test.cut', {});
  await jobIn(app, id, ['running']);
  await endOwner('one');
  // A dead job is noticed meanwhile, so the live one would have been, too.
  const dead = await leaveBehind('test.other');
  await jobIn(other, dead, ['failed']);
  gate.open();
  expect(await jobIn(app, id)).toMatchObject({ state: 'succeeded' });
  expect(gate.aborted).toEqual([]);
});

it('stops a job before it is marked failed when its process cannot come back to a database that others use', async () => {
  const gate = new Gate();
  const job = { kind: 'test.shut-out', run: gate.pass };
  const own = new URL(database.url);
  [own.username, own.password] = [`role_${randomUUID().slice(0, 8)}`, 'secret'];
  const { database: db } = database;
  await db.query(`CREATE ROLE ${own.username} SUPERUSER LOGIN PASSWORD '${own.password}'`);
  const app = await start(job, 'one', own.href);
  const jobs = app.get(JobsService);
  const first = await jobs.start('test.shut-out', {});
  await jobIn(app, first.id, ['running']);
  const other = await start(job, 'two');
  await db.query(`ALTER ROLE ${own.username} NOLOGIN`);
  await endOwner('one');
  expect(await jobIn(other, first.id)).toMatchObject({ state: 'failed' });
  expect(gate).toMatchObject({ running: 0, aborted: [expect.anything()] });
  await app.close();
  instances = [other];
  await db.query(`DROP ROLE ${own.username}`);
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
