import type { EmbeddedPostgres } from '#common/embedded-postgres';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '#common/embedded-postgres';
import type { JobDto } from '#common';
import { writeSampleLogs } from '#sample-logs';
import { jest } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sumOf } from '../support/counts.js';
import { startService } from '../support/running-services.js';
import { ADMIN_KEY, READ_KEY } from '../support/service-process.js';
import type { ServiceProcess } from '../support/service-process.js';
import { stopServer } from '../support/stopped-server.js';
import { createDatabaseOn } from '../support/test-database.js';
import { until } from '../support/until.js';
import { settingsOf, WORLDS } from '../support/worlds.js';

jest.setTimeout(300_000);

/** What the contract of readiness names. */
const READY_WITHIN_MS = 5_000;
/** The limit, the client's five seconds more, and what a busy machine may take beside them. */
const ANSWER_WITHIN_MS = 20_000;
const RECOVERY_MS = 30_000;
/** As on a machine with too little to run on; a job is given up only after 45 s. */
const STALL_MS = 15_000;
const LIMITS = { STATEMENT_TIMEOUT_MS: '1000' };
/** Users of each world, whose loads last some seconds. */
const USERS = { 'music-box': 2_000, elsewhere: 300 };
const DAYS = { firstDay: '2017-05-01', lastDay: '2017-05-20' };
const LOAD = '/admin/ingest/archives';

const QUESTIONS = ['/ingest/archives', '/jobs', '/ingest/coverage', '/health/ready'];

describe('a service whose PostgreSQL is stopped (SIGSTOP)', () => {
  let folder: string;
  let server: EmbeddedPostgres;
  /** Of each world, with its logs and a database of its own; the first one is asked. */
  let services: ServiceProcess[];
  let ingest: ServiceProcess;
  let goOn = (): void => undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stopped-database-'));
    chmodSync(folder, 0o755);
    server = await startEmbeddedPostgres({
      dataDirectory: join(folder, 'postgres'),
      port: 0,
      purpose: 'test',
    });
    services = [];
    for (const world of WORLDS) {
      const logsFolder = join(folder, world.name);
      await writeSampleLogs({
        directory: logsFolder,
        world: world.name,
        userCount: USERS[world.name],
        seed: 1,
        ...DAYS,
      });
      const databaseUrl = await createDatabaseOn(server.url, world.name.replace('-', '_'));
      const environment = { ...LIMITS, ...settingsOf(world, logsFolder) };
      services.push(await startService('ingest', { databaseUrl, logsFolder, environment }));
    }
    ingest = services[0]!;
  });

  afterAll(async () => {
    goOn();
    await Promise.all(services.map((service) => service.stop()));
    await removeEmbeddedPostgres(join(folder, 'postgres'));
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(() => goOn());

  function stop(): void {
    goOn = stopServer(server);
  }

  /** @throws when there is no answer in time */
  async function ask(path: string, withinMs: number, method = 'GET', body?: object): Promise<Response> {
    return await fetch(ingest.url + path, {
      method,
      signal: AbortSignal.timeout(withinMs),
      headers: {
        Authorization: `Bearer ${method === 'GET' ? READ_KEY : ADMIN_KEY}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async function expectUnavailable(response: Response): Promise<void> {
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await response.json()).toMatchObject({ status: 503, code: 'database_unavailable' });
  }

  /** By the same process, without a restart. */
  async function expectRecovery(): Promise<void> {
    for (const path of QUESTIONS) {
      const isAnswered = async () => (await ask(path, ANSWER_WITHIN_MS)).status === 200;
      await until(isAnswered, `an answer to ${path}`, { deadline: RECOVERY_MS, every: 100 });
    }
    expect(ingest.ended).toBe(false);
    expect(await ingest.runJob(LOAD, { path: '.' })).toMatchObject({ archives: { loaded: 0 } });
  }

  it('goes on with the loads under way, without a second beginning, and loads the whole of both worlds', async () => {
    const jobs = await Promise.all(services.map((service) => service.startJob(LOAD, { path: '.' })));
    for (const [at, service] of services.entries()) {
      const archivesDone = async () =>
        Number((await service.get<JobDto>(`/jobs/${jobs[at]!.id}`)).progress.detail['archivesDone'] ?? 0);
      await until(async () => (await archivesDone()) >= 1, 'the first archives', { deadline: 120_000 });
    }
    stop();
    await sleep(STALL_MS);
    goOn();
    for (const [at, world] of WORLDS.entries()) {
      const service = services[at]!;
      const ended = await service.waitForJob(jobs[at]!);
      expect(ended).toMatchObject({ state: 'succeeded', error: null });
      expect(service.output).not.toContain('begins once more');
      const { events } = ended.result as { events: Record<string, number> };
      expect(sumOf(Object.values(events))).toBe(
        sumOf((await world.recount(join(folder, world.name))).values()),
      );
      expect(await service.runJob(LOAD, { path: '.' })).toMatchObject({ archives: { loaded: 0 } });
    }
  });

  it('answers 503 in time, also where more ask than there are connections, lives, says within 5 s that it is not ready, and goes on afterwards', async () => {
    await expectRecovery();
    stop();
    const events = [{ type: 'play', userId: '7', songId: '9', at: '2017-05-01T10:00:00Z' }];
    const asked = [
      ...QUESTIONS.slice(0, 3).map((path) => ask(path, ANSWER_WITHIN_MS)),
      ask(LOAD, ANSWER_WITHIN_MS, 'POST', { path: '.' }),
      ask('/events', ANSWER_WITHIN_MS, 'POST', { events }),
      ...Array.from({ length: 15 }, () => ask('/ingest/archives', ANSWER_WITHIN_MS)),
    ];
    expect((await ask('/health/live', READY_WITHIN_MS)).status).toBe(200);
    const probes = Array.from({ length: 5 }, () => ask('/health/ready', READY_WITHIN_MS));
    for (const probe of await Promise.all(probes)) {
      expect(probe.status).toBe(503);
      expect(await probe.json()).toMatchObject({ code: 'not_ready' });
    }
    for (const response of await Promise.all(asked)) await expectUnavailable(response);
    goOn();
    await expectRecovery();
  });
});
