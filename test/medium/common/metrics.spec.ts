import { Controller, Get, Injectable, Module, Param } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService, JobsService, platformSettings, UserIdParams } from '#common';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MetricsServer } from '../../../libs/common/src/metrics/metrics-server.js';
import { scrape as scrapeUrl } from '../../support/scrape.js';
import type { Series } from '../../support/scrape.js';
import { useTestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';

@Controller()
class UsersController {
  @Get('users/:userId')
  user(@Param() { userId }: UserIdParams) {
    return { userId };
  }
}

@Injectable()
class Worker {
  constructor(jobs: JobsService) {
    jobs.register({ kind: 'test.work', whenBusy: 'queue', run: () => Promise.resolve({ done: true }) });
  }
}

@Module({ controllers: [UsersController], providers: [Worker] })
class UsersModule {}

const READ = { Authorization: 'Bearer read-key-0123456789' };

const database = useTestDatabase();

async function start(metricsPort: number | undefined): Promise<NestFastifyApplication> {
  const app = await createService(
    {
      name: 'metrics-test',
      title: 'Users',
      description: 'Users',
      schema: platformSettings,
      module: () => ({ module: UsersModule }),
    },
    platformSettings.parse({
      PORT: 0,
      METRICS_PORT: metricsPort,
      DATABASE_URL: database.url,
      READ_KEYS: 'read-key-0123456789',
      LOG_LEVEL: 'error',
    }),
  );
  app.useLogger(false);
  try {
    await app.listen(0, '127.0.0.1');
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

const scrape = (app: NestFastifyApplication): Promise<Series> => scrapeUrl(app.get(MetricsServer).url!);

describe('metrics of a service', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => {
    app = await start(0);
  });
  afterAll(async () => {
    await app.close();
  });

  // Before any other scrape: what is asked from the database is kept for five seconds.
  it('count jobs by kind and state, and say how long the oldest waits', async () => {
    const jobs = app.get(JobsService);
    const { id } = await jobs.start('test.work', {});
    await until(async () => (await jobs.get(id)).state === 'succeeded', 'a job that succeeded');
    const series = await scrape(app);
    expect(series.get('musicbox_jobs{kind="test.work",state="succeeded"}')).toBe(1);
    expect(series.get('musicbox_jobs{kind="test.work",state="queued"}')).toBe(0);
    expect(series.get('musicbox_job_queue_age_seconds{kind="test.work"}')).toBe(0);
    expect(series.get('musicbox_database_up')).toBe(1);
  });

  it('count requests by the pattern of their route, and never say whom they were about', async () => {
    const base = await app.getUrl();
    for (const path of ['/users/424242', '/users/434343', '/users/x', '/nowhere/424242', '/%zz'])
      await fetch(base + path, { headers: READ });
    await fetch(`${base}/users/424242`);
    const counted = (route: string, status: number) =>
      `musicbox_http_request_duration_seconds_count{method="GET",route="${route}",status="${status}"}`;
    const series = await scrape(app);
    expect(series.get(counted('/users/:userId', 200))).toBe(2);
    expect(series.get(counted('/users/:userId', 400))).toBe(1);
    expect(series.get(counted('/users/:userId', 401))).toBe(1);
    const unmatched = [...series].filter(([name]) => name.includes('_count{') && name.includes('unmatched'));
    expect(unmatched.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThanOrEqual(1);
    expect([...series.keys()].join()).not.toMatch(/424242|434343|nowhere/);
  });

  it('show the process, the event loop and the pool', async () => {
    const series = await scrape(app);
    expect(series.get('process_resident_memory_bytes')).toBeGreaterThan(10 ** 7);
    expect(series.get('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(series.get('nodejs_eventloop_lag_max_seconds')).toBeGreaterThanOrEqual(0);
    const used = series.get('musicbox_database_connections{pool="requests",state="used"}')!;
    const idle = series.get('musicbox_database_connections{pool="requests",state="idle"}')!;
    expect(used + idle).toBeGreaterThan(0);
    expect(series.get('musicbox_database_connections_limit{pool="requests"}')).toBe(10);
    expect(series.get('musicbox_database_waiting_queries{pool="requests"}')).toBe(0);
  });

  it('have a port of their own, on which there is nothing else', async () => {
    const url = app.get(MetricsServer).url!;
    expect(new URL(url).port).not.toBe(new URL(await app.getUrl()).port);
    expect((await fetch(new URL('/users/1', url), { headers: READ })).status).toBe(404);
    expect((await fetch(`${await app.getUrl()}/metrics`, { headers: READ })).status).toBe(404);
  });
});

describe('METRICS_PORT', () => {
  it('not set: nothing is served or counted', async () => {
    const app = await start(undefined);
    expect(app.get(MetricsServer).url).toBeNull();
    await app.close();
  });

  it('that is taken: the service does not start, and says what to do', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as AddressInfo;
    try {
      await expect(start(port)).rejects.toThrow(
        new RegExp(`^METRICS_PORT ${port} cannot be served .*EADDRINUSE.* set METRICS_PORT to a free port`),
      );
    } finally {
      holder.close();
    }
  });
});
