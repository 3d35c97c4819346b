import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { JobsService } from '#common';
import type { JobDto } from '#common';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import { Gate, jobIn, READ, startJobsApp } from './jobs-app.js';

let database: TestDatabase;
let app: NestFastifyApplication;
let gate: Gate;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startJobsApp(database.url, [{ kind: 'test.stream', run: (...job) => gate.pass(...job) }]);
});
beforeEach(() => {
  gate = new Gate();
});
afterEach(() => gate.open());
afterAll(async () => {
  await app.close();
  await database.drop();
});

async function open(id: string): Promise<Response> {
  return await fetch(`${await app.getUrl()}/jobs/${id}/stream`, { headers: READ });
}

/** Events until the stream ends or `until` holds; then the connection is closed. */
async function events(response: Response, until: (job: JobDto) => boolean = () => false): Promise<JobDto[]> {
  const all: JobDto[] = [];
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const data = /^data: (.*)/m.exec(block)?.[1];
      if (data !== undefined) all.push(JSON.parse(data) as JobDto);
    }
    if (all.some(until)) break;
  }
  return all;
}

it('sends the job as it stands, and again at its changes, also to a client that comes again', async () => {
  const { id } = await app.get(JobsService).start('test.stream', {});
  const stream = await open(id);
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  await events(stream, ({ state, progress }) => state === 'running' && progress.step === 'starting');
  const again = open(id).then((response) => events(response));
  await until(() => gate.running === 1, 'the code of the job');
  gate.open();
  const rest = await again;
  expect(rest.at(-1)).toMatchObject({ state: 'succeeded', result: { passed: true } });
  expect(await events(await open(id))).toEqual([rest.at(-1)]);
});

it('sends all who follow a job the same events', async () => {
  const { id } = await app.get(JobsService).start('test.stream', {});
  await jobIn(app, id, ['running']);
  const all = Promise.all([events(await open(id)), events(await open(id))]);
  gate.open();
  const [one, other] = await all;
  expect(one.at(-1)).toMatchObject({ state: 'succeeded' });
  expect(other.at(-1)).toEqual(one.at(-1));
});

it.each([
  ['/jobs?kind=%00', 400],
  ['/jobs?kind=', 400],
  ['/jobs?limit=', 400],
  ['/jobs/17', 400],
  ['/jobs/17/stream', 400],
  ['/jobs/00000000-0000-4000-8000-000000000000/stream', 404],
])('refuses %s with %d', async (path, status) => {
  const response = await fetch((await app.getUrl()) + path, { headers: READ });
  expect(response.status).toBe(status);
});

it('ends when the service stops, though its job goes on', async () => {
  const { id } = await app.get(JobsService).start('test.stream', {});
  await jobIn(app, id, ['running']);
  const first = Promise.withResolvers<boolean>();
  const stream = events(await open(id), () => {
    first.resolve(true);
    return false;
  });
  await first.promise;
  // A job is shown as running as soon as it is taken, before its code begins.
  await until(() => gate.running === 1, 'the code of the job');
  await app.close();
  expect((await stream).at(-1)).toMatchObject({ state: 'running' });
  expect(gate.aborted).toHaveLength(1);
});
