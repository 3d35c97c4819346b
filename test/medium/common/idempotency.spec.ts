import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Body, Controller, Post, Put, Query, Req } from '@nestjs/common';
import {
  DomainError,
  Idempotent,
  IntegerField,
  JobAccepted,
  JobsService,
  LimitQuery,
  StreamsBody,
} from '#common';
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
  @IntegerField('Size', { maximum: 100, optional: true })
  size?: number;
}

const KIND = 'test.work';
let slow: Gate;
let refusals: number;
let flips: number;
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

  @Post('wrapped')
  @Idempotent()
  async wrapped() {
    return { version: 3, job: await this.jobs.start(KIND, {}) };
  }

  @Post('flip')
  @Idempotent({ doesOnce: true })
  flip() {
    return { flips: ++flips };
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
  text: string;
  body: JobDto & { code?: string; job?: JobDto };
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
  const text = await response.text();
  return {
    status: response.status,
    text,
    body: JSON.parse(text) as Answer['body'],
    headers: response.headers,
  };
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

/** As a process leaves it that is killed after it has started the job and before it has answered. */
async function loseAnswer(key: string): Promise<void> {
  await database.database.query(
    "UPDATE idempotency_key SET answer = NULL, claimed_until = now() - interval '1 second' WHERE key = $1",
    [key],
  );
}

beforeAll(async () => {
  database = await createTestDatabase();
  await start();
});
beforeEach(async () => {
  slow = new Gate();
  refusals = 0;
  flips = 0;
  jobsBefore = await allJobs();
});
afterEach(() => slow.open());
afterAll(async () => {
  await app.close();
  await database.drop();
});

it('answers the same request again, and starts no second job', async () => {
  const key = randomUUID();
  const first = await ask('/work', key, { body: { size: 3 } });
  expect(first.status).toBe(202);
  expect(first.headers.get('location')).toBe(`/jobs/${first.body.id}`);
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  await jobIn(app, first.body.id);
  const again = await ask('/work', key, { body: { size: 3 } });
  expect(again.status).toBe(202);
  expect(again.text).toBe(first.text);
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
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/work', key)));
  const taken = answers.filter(({ status }) => status === 202);
  expect(taken.length).toBeGreaterThan(0);
  expect(new Set(taken.map(({ text }) => text)).size).toBe(1);
  for (const { status, body } of answers)
    if (status !== 202) expect(body.code).toBe('idempotency_key_in_use');
  expect((await ask('/work', key)).text).toBe(taken[0]!.text);
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

it('refuses another request under the key of one whose answer was lost, which can still be sent again', async () => {
  const key = randomUUID();
  const { body: first } = await ask('/work', key, { body: { size: 3 } });
  await loseAnswer(key);
  expect(await ask('/work', key, { body: { size: 4 } })).toMatchObject({
    status: 422,
    body: { code: 'idempotency_key_reused' },
  });
  expect(await ask('/work', key, { body: { size: 3 } })).toMatchObject({ body: { id: first.id } });
  expect(await jobCount()).toBe(1);
});

it('answers 409 while the first request is handled', async () => {
  const key = randomUUID();
  const first = ask('/slow', key);
  await until(() => slow.running > 0, 'the first request to be handled');
  const second = await ask('/slow', key);
  expect(second).toMatchObject({ status: 409, body: { code: 'idempotency_key_in_use' } });
  expect(second.headers.get('retry-after')).toBe('5');
  slow.open();
  const { status, text } = await first;
  expect(status).toBe(202);
  expect((await ask('/slow', key)).text).toBe(text);
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

it('goes on with the job that was started when the answer was lost, whatever the answer holds', async () => {
  const [plain, wrapped] = [randomUUID(), randomUUID()];
  const { body: one } = await ask('/work', plain);
  const { body: other } = await ask('/wrapped', wrapped);
  await app.close();
  await loseAnswer(plain);
  await loseAnswer(wrapped);
  await start();
  expect(await ask('/work', plain)).toMatchObject({ status: 202, body: { id: one.id } });
  expect(await ask('/wrapped', wrapped)).toMatchObject({ body: { version: 3, job: { id: other.job!.id } } });
  expect(await jobCount()).toBe(2);
  // From now on the answer is kept.
  expect((await ask('/work', plain)).headers.get('idempotent-replayed')).toBe('true');
});

it('does not repeat what must be done once when the answer was lost', async () => {
  const key = randomUUID();
  await ask('/flip', key);
  await loseAnswer(key);
  for (let turn = 0; turn < 2; turn++) {
    expect(await ask('/flip', key)).toMatchObject({
      status: 409,
      body: { code: 'idempotency_outcome_unknown' },
    });
  }
  expect(flips).toBe(1);
  expect((await ask('/flip', randomUUID())).text).toBe('{"flips":2}');
});

it('does not repeat what has succeeded when its answer could not be stored', async () => {
  const run = (sql: string) => database.database.query(sql);
  await run(`CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE 'no space' USING ERRCODE = 'disk_full'; END $$`);
  await run(`CREATE TRIGGER no_space BEFORE UPDATE OF answer ON idempotency_key EXECUTE FUNCTION no_space()`);
  const [flip, work] = [randomUUID(), randomUUID()];
  const full = { status: 503, body: { code: 'disk_full' } };
  try {
    expect(await ask('/flip', flip)).toMatchObject(full);
    expect(await ask('/work', work)).toMatchObject(full);
  } finally {
    await run('DROP FUNCTION no_space CASCADE');
  }
  expect(await ask('/flip', flip)).toMatchObject({
    status: 409,
    body: { code: 'idempotency_outcome_unknown' },
  });
  expect(flips).toBe(1);
  expect((await ask('/work', work)).status).toBe(202);
  expect(await jobCount()).toBe(1);
});

it('keeps answers over a restart, for 24 hours', async () => {
  const key = randomUUID();
  const first = await ask('/work', key);
  await app.close();
  await start();
  expect((await ask('/work', key)).text).toBe(first.text);
  const age = (interval: string) =>
    database.database.query(`UPDATE idempotency_key SET created_at = now() - interval '${interval}'`);
  await age('23 hours 59 minutes');
  await app.get(JobsService).prune();
  expect((await ask('/work', key)).text).toBe(first.text);
  await age('24 hours');
  expect((await ask('/work', key)).body.id).not.toBe(first.body.id);
  await age('24 hours');
  await app.get(JobsService).prune();
  expect(await database.database.query('SELECT FROM idempotency_key')).toEqual([]);
});

it('knows an upload by what its headers say of it', async () => {
  const key = randomUUID();
  const put = (body: string) => ask('/upload', key, { method: 'PUT', body });
  const first = await put('12345');
  expect(first).toMatchObject({ status: 202, body: { input: { bytes: 5 } } });
  expect((await put('12345')).text).toBe(first.text);
  expect((await put('123456')).status).toBe(422);
});

it.each(['', 'two words', 'x'.repeat(256), 'caf\u00e9'])('refuses the key "%s" with 400', async (key) => {
  expect((await ask('/work', key)).status).toBe(400);
  expect(await jobCount()).toBe(0);
});
