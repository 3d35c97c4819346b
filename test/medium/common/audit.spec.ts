import {
  COST,
  Costs,
  DomainError,
  Field,
  JobAccepted,
  JobsService,
  StreamsBody,
  UserIdParams,
} from '#common';
import type { JobDto } from '#common';
import { Body, Controller, Get, Param, Post, Put, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import { ADMIN, Gate, jobIn, READ, startJobsApp } from './jobs-app.js';

const KIND = 'test.work';
const USER = '168550892';
let slow: Gate;
let flips: number;

class HideBody {
  @Field.boolean('Whether', { example: true })
  hidden: boolean;

  @Field.text('Why', { optional: true, example: 'asked for' })
  reason?: string;
}

@Controller('admin')
class ActionsController {
  constructor(private readonly jobs: JobsService) {}

  @Post('work')
  @JobAccepted()
  work(): Promise<JobDto> {
    return this.jobs.start(KIND, {});
  }

  @Put('users/:userId/hidden')
  hide(@Param() { userId }: UserIdParams, @Body() { hidden, reason }: HideBody) {
    return { userId, hidden, reason };
  }

  @Post('flip')
  flip() {
    return { flips: ++flips };
  }

  @Post('refused')
  refused(): never {
    throw new DomainError('conflict', 'not_now', 'Not now.');
  }

  @Post('boom')
  boom(): never {
    throw new Error('password=hunter2');
  }

  @Post('slow')
  async slow() {
    return await slow.pass({}, { signal: new AbortController().signal } as Parameters<Gate['pass']>[1]);
  }

  @Put('files/:name')
  @StreamsBody()
  async file(@Req() { body }: FastifyRequest) {
    return { bytes: (await buffer(body as Readable)).length };
  }

  @Get('figures')
  figures() {
    return { figures: [] };
  }

  @Get('exports/:name')
  @Costs(COST.export)
  exported() {
    return { rows: [] };
  }
}

interface Entry {
  action: string;
  service: string;
  keyName: string;
  parameters: Record<string, unknown>;
  outcome: string;
  status: number | null;
  problem: string | null;
  jobId: string | null;
  jobKind: string | null;
  requestId: string | null;
  hasEnded: boolean;
}

let database: TestDatabase;
let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const run = () => Promise.resolve({});
  app = await startJobsApp(database.url, [{ kind: KIND, run }], { controllers: [ActionsController] });
  url = await app.getUrl();
});
beforeEach(async () => {
  await database.database.query('DELETE FROM audit_entry');
  slow = new Gate();
  flips = 0;
});
afterEach(() => slow.open());
afterAll(async () => {
  await app.close();
  await database.drop();
});

async function ask(
  method: string,
  path: string,
  { body, headers = ADMIN }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Response> {
  const isJson = body !== undefined && typeof body !== 'string';
  const response = await fetch(url + path, {
    method,
    headers: { ...headers, ...(isJson ? { 'Content-Type': 'application/json' } : {}) },
    ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : body }),
  });
  await response.clone().arrayBuffer();
  return response;
}

async function entries(): Promise<Entry[]> {
  return await database.database.query<Entry>(
    `SELECT action, service, key_name AS "keyName", parameters, outcome, status, problem, job_id AS "jobId", job_kind AS "jobKind",
       request_id AS "requestId", ended_at IS NOT NULL AS "hasEnded" FROM audit_entry ORDER BY id`,
  );
}

/** Waits until the only entry fits. */
async function entryOnce(fits: (entry: Entry) => boolean): Promise<Entry> {
  return await until(async () => {
    const [entry] = await entries();
    return entry !== undefined && fits(entry) ? entry : null;
  }, 'the entry');
}

it('keeps who did what, and the job that came of it', async () => {
  const response = await ask('POST', '/admin/work', { headers: { ...ADMIN, 'X-Request-Id': 'of-the-test' } });
  const { id } = (await response.json()) as JobDto;
  expect(response.status).toBe(202);
  await jobIn(app, id);
  expect(await entries()).toEqual([
    {
      action: 'POST /admin/work',
      service: 'jobs-test',
      keyName: 'settings:admin',
      parameters: {},
      outcome: 'succeeded',
      status: 202,
      problem: null,
      jobId: id,
      jobKind: KIND,
      requestId: 'of-the-test',
      hasEnded: true,
    },
  ]);
});

it.each([
  ['a refusal of the handler', 'POST', '/admin/refused', undefined, 'refused', 409, 'not_now'],
  [
    'a refusal of the checks',
    'PUT',
    '/admin/users/7/hidden',
    { hidden: 'maybe' },
    'refused',
    400,
    'validation_failed',
  ],
  ['a failure', 'POST', '/admin/boom', undefined, 'failed', 500, 'internal_error'],
])('keeps how it ended: %s', async (_what, method, path, body, outcome, status, problem) => {
  expect((await ask(method, path, { body })).status).toBe(status);
  expect(await entries()).toMatchObject([{ outcome, status, problem, hasEnded: true }]);
  expect(JSON.stringify(await entries())).not.toContain('hunter2');
});

it('keeps exports too, and no other question, nor what no key allows', async () => {
  await ask('GET', '/admin/exports/plays');
  await ask('GET', '/admin/figures');
  await ask('GET', '/jobs');
  expect((await ask('POST', '/admin/work', { headers: READ })).status).toBe(403);
  expect((await ask('POST', '/admin/work', { headers: {} })).status).toBe(401);
  expect((await ask('POST', '/admin/nothing')).status).toBe(404);
  expect(await entries()).toMatchObject([
    { action: 'GET /admin/exports/:name', parameters: { name: 'plays' } },
  ]);
});

it('never keeps the id of a user', async () => {
  await ask('PUT', `/admin/users/${USER}/hidden`, { body: { hidden: true, reason: `${USER} asked for it` } });
  await ask('PUT', `/admin/users/${USER}/hidden`, { body: { hidden: true, [USER]: 1, userIds: [USER] } });
  const kept = await entries();
  expect(kept.map(({ outcome }) => outcome)).toEqual(['succeeded', 'refused']);
  expect(JSON.stringify(kept)).not.toContain(USER);
  expect(kept[0]!.parameters).toEqual({ userId: '(left out)', hidden: true, reason: '(left out)' });
});

it('keeps what PostgreSQL could not store, and does not fail for it', async () => {
  const { status } = await ask('PUT', '/admin/users/7/hidden', { body: { hidden: true, 'a\0b': '\0' } });
  expect(status).toBe(400);
  expect(await entries()).toMatchObject([{ outcome: 'refused', status: 400 }]);
});

it('has the entry before the action begins, and its end when that has come', async () => {
  const answer = ask('POST', '/admin/slow');
  await entryOnce(() => slow.running > 0);
  expect(await entries()).toMatchObject([{ outcome: 'started', status: null, hasEnded: false }]);
  slow.open();
  await answer;
  expect(await entries()).toMatchObject([{ outcome: 'succeeded', status: 201, hasEnded: true }]);
});

it('does nothing that cannot be written down', async () => {
  await database.database.query('ALTER TABLE audit_entry RENAME TO not_there');
  expect((await ask('POST', '/admin/flip')).status).toBe(500);
  expect(flips).toBe(0);
  await database.database.query('ALTER TABLE not_there RENAME TO audit_entry');
  expect((await ask('POST', '/admin/flip')).status).toBe(201);
});

it('answers as ever when only the end cannot be written', async () => {
  await database.database.query(
    `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
     CREATE TRIGGER fail BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION fail()`,
  );
  const response = await ask('POST', '/admin/flip');
  await database.database.query('DROP FUNCTION fail() CASCADE');
  expect([response.status, await response.json()]).toEqual([201, { flips: 1 }]);
  expect(await entries()).toMatchObject([{ outcome: 'started', hasEnded: false }]);
});

it('keeps jobs that no request has started, by the name of the service', async () => {
  const { id } = await app.get(JobsService).start(KIND, {});
  await jobIn(app, id);
  expect(await entries()).toMatchObject([
    {
      action: `job ${KIND}`,
      keyName: 'jobs-test',
      jobId: id,
      jobKind: KIND,
      outcome: 'succeeded',
      hasEnded: true,
    },
  ]);
});

it('says so when the caller went away amid it', async () => {
  const upload = httpRequest(`${url}/admin/files/a.log`, {
    method: 'PUT',
    headers: { ...ADMIN, 'Content-Length': '1000' },
  });
  upload.on('error', () => undefined);
  upload.write('a first piece');
  await entryOnce(({ outcome }) => outcome === 'started');
  upload.destroy();
  const entry = await entryOnce(({ outcome }) => outcome !== 'started');
  expect(entry).toMatchObject({ outcome: 'failed', problem: 'caller_gone', parameters: { name: 'a.log' } });
});
