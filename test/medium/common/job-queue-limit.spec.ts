import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Controller, Post } from '@nestjs/common';
import { JobAccepted, JobsService } from '#common';
import type { JobDto } from '#common';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { ADMIN, Gate, jobIn, startJobsApp } from './jobs-app.js';

@Controller('admin')
class LimitedController {
  constructor(private readonly jobs: JobsService) {}

  @Post('queued')
  @JobAccepted()
  queued(): Promise<JobDto> {
    return this.jobs.start('test.queued', {});
  }

  @Post('single')
  @JobAccepted()
  single(): Promise<JobDto> {
    return this.jobs.start('test.single', {});
  }
}

let database: TestDatabase;
let app: NestFastifyApplication;
let base: string;
const gate = new Gate();

function ask(path: string): Promise<Response> {
  return fetch(base + path, { method: 'POST', headers: ADMIN });
}

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startJobsApp(
    database.url,
    [
      { kind: 'test.queued', run: gate.pass },
      { kind: 'test.single', whenBusy: 'refuse', run: gate.pass },
    ],
    { queueLimit: 3, controllers: [LimitedController] },
  );
  base = await app.getUrl();
});
afterAll(async () => {
  gate.open();
  await app.close();
  await database.drop();
});

it('lets as many jobs wait as the setting says, however many are asked for at once', async () => {
  const first = (await (await ask('/admin/queued')).json()) as JobDto;
  await jobIn(app, first.id, ['running']);
  const answers = await Promise.all(Array.from({ length: 12 }, () => ask('/admin/queued')));
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(3);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(9);
  expect(refused[0]!.headers.get('retry-after')).toBe('60');
  expect(await refused[0]!.json()).toMatchObject({
    code: 'queue_full',
    detail: '3 jobs of kind test.queued wait already; ask again when some are done.',
  });
  expect(await app.get(JobsService).list('test.queued', 20)).toHaveLength(4);
});

it('answers 409 where a kind takes one job at a time, whatever the limit', async () => {
  const [one, other] = [await ask('/admin/single'), await ask('/admin/single')];
  expect(one.status).toBe(202);
  expect(other.status).toBe(409);
  const { id } = (await one.json()) as JobDto;
  expect(await other.json()).toMatchObject({ code: 'job_running', jobId: id, job: `/jobs/${id}` });
});
