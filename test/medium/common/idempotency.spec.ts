import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Body, Controller, Post, Put, Query, Req } from '@nestjs/common';
import { DomainError, Field, JobAccepted, JobsService, LimitQuery, StreamsBody } from '#common';
import type { JobDto } from '#common';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { ADMIN, Gate, jobIn, READ, startJobsApp } from './jobs-app.js';
import { until } from '../../support/until.js';

class WorkBody {
  @Field.integer('Size', { maximum: 100, optional: true })
  size?: number;
}

const KIND = 'test.work';
let slow: Gate;
let refusals: number;
let jobsBefore: number;

@Controller()
class WorkController {
  constructor(private readonly jobs: JobsService) {}

  @Post('work')
  @JobAccepted()
  work(@Body() { size = 0 }: WorkBody, @Query() { limit }: LimitQuery): Promise<JobDto> {
    return this.jobs.start(KIND, { size, limit });
  }

  @Post('other')
  @JobAccepted()
  other(): Promise<JobDto> {
    return this.jobs.start(KIND, {});
  }

  @Post('slow')
  @JobAccepted()
  async slow(): Promise<JobDto> {
    await slow.pass({}, { signal: new AbortController().signal } as Parameters<Gate['pass']>[1]);
    return await this.jobs.start(KIND, {});
  }

  @Post('refused')
  @JobAccepted()
  async refused(): Promise<JobDto> {
    if (refusals-- > 0) throw new DomainError('conflict', 'not_yet', 'Not yet.');
    return await this.jobs.start(KIND, {});
  }

  @Put('upload')
  @JobAccepted()
  @StreamsBody()
  async upload(@Req() { body }: FastifyRequest): Promise<JobDto> {
    return await this.jobs.start(KIND, { bytes: (await buffer(body as Readable)).length });
  }
}

let database: TestDatabase;
let app: NestFastifyApplication;
let url: string;

async function start(): Promise<void> {
  const run = () => Promise.resolve({});
  app = await startJobsApp(database.url, [{ kind: KIND, run }], { controllers: [WorkController] });
  url = await app.getUrl();
}

interface Answer {
  status: number;
  body: JobDto & { code?: string };
  headers: Headers;
}

async function ask(
  path: string,
  key: string | null,
  { body, caller = ADMIN, method = 'POST' }: { body?: unknown; caller?: typeof ADMIN; method?: string } = {},
): Promise<Answer> {
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url + path, {
    method,
    headers: {
      ...caller,
      ...(key === null ? {} : { 'Idempotency-Key': key }),
      ...(body === undefined || typeof body === 'string' ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: sent }),
  });
  const { status, headers } = response;
  return { status, headers, body: (await response.json()) as Answer['body'] };
}

/** Jobs that this test has started. */
async function jobCount(): Promise<number> {
  return (await allJobs()) - jobsBefore;
}

async function allJobs(): Promise<number> {
  const rows = await database.database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM job_queue.job WHERE name = $1',
    [KIND],
  );
  return rows[0]!.count;
}

beforeAll(async () => {
  database = await createTestDatabase();
  await start();
});
beforeEach(async () => {
  slow = new Gate();
  refusals = 0;
  jobsBefore = await allJobs();
});
afterEach(() => slow.open());
afterAll(async () => {
  await app.close();
  await database.drop();
});

it('answers the same request by the job of the first one, over a restart too', async () => {
  const key = randomUUID();
  const first = await ask('/work', key, { body: { size: 3 } });
  expect(first.status).toBe(202);
  expect(first.headers.get('location')).toBe(`/jobs/${first.body.id}`);
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  await jobIn(app, first.body.id);
  await app.close();
  await start();
  const again = await ask('/work', key, { body: { size: 3 } });
  expect(again).toMatchObject({ status: 202, body: { id: first.body.id, state: 'succeeded' } });
  expect(again.headers.get('location')).toBe(`/jobs/${first.body.id}`);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(await jobCount()).toBe(1);
});

it('takes requests without a key, with another key, of another caller or to another route for others', async () => {
  const key = randomUUID();
  const ids = [
    await ask('/work', key),
    await ask('/work', null),
    await ask('/work', randomUUID()),
    await ask('/work', key, { caller: READ }),
    await ask('/other', key),
  ].map(({ body }) => body.id);
  expect(new Set(ids).size).toBe(5);
});

it('starts one job for many requests at once', async () => {
  const key = randomUUID();
  const answers = Array.from({ length: 20 }, () => ask('/slow', key));
  await until(() => slow.running > 1, 'several requests to be handled');
  slow.open();
  const taken = await Promise.all(answers);
  expect(new Set(taken.map(({ status }) => status))).toEqual(new Set([202]));
  expect(new Set(taken.map(({ body }) => body.id)).size).toBe(1);
  expect(await jobCount()).toBe(1);
});

it.each([
  ['another body', '/work', { size: 4 }],
  ['another query', '/work?limit=7', { size: 3 }],
])('refuses %s under the same key with 422', async (_what, path, body) => {
  const key = randomUUID();
  await ask('/work', key, { body: { size: 3 } });
  expect(await ask(path, key, { body })).toMatchObject({
    status: 422,
    body: { code: 'idempotency_key_reused' },
  });
  expect(await jobCount()).toBe(1);
});

it('leaves the key of a refused request free, for another request too', async () => {
  const key = randomUUID();
  refusals = 1;
  expect(await ask('/refused', key)).toMatchObject({ status: 409, body: { code: 'not_yet' } });
  expect((await ask('/work', key, { body: { size: 1000 } })).status).toBe(400);
  expect((await ask('/refused', key)).status).toBe(202);
  expect((await ask('/work', key, { body: { size: 1 } })).status).toBe(202);
  expect(await jobCount()).toBe(2);
});

it('knows an upload by what its headers say of it', async () => {
  const key = randomUUID();
  const put = (body: string) => ask('/upload', key, { method: 'PUT', body });
  const first = await put('12345');
  expect(first).toMatchObject({ status: 202, body: { input: { bytes: 5 } } });
  expect((await put('12345')).body.id).toBe(first.body.id);
  expect((await put('123456')).status).toBe(422);
});

it.each(['', 'two words', 'x'.repeat(256), 'caf\u00e9'])('refuses the key "%s" with 400', async (key) => {
  expect((await ask('/work', key)).status).toBe(400);
  expect(await jobCount()).toBe(0);
});
