import type { EmbeddedPostgres } from '#common/embedded-postgres';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '#common/embedded-postgres';
import type { JobDto } from '#common';
import { migrate } from '#migrations';
import { writeSampleLogs } from '#sample-logs';
import { jest } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startService } from '../support/running-services.js';
import { ADMIN_KEY, READ_KEY } from '../support/service-process.js';
import type { ServiceProcess } from '../support/service-process.js';
import { stopServer } from '../support/stopped-server.js';
import { until } from '../support/until.js';

jest.setTimeout(180_000);

/** What the contract of readiness names. */
const READY_WITHIN_MS = 5_000;
/** The limit, the client's five seconds more, and what a busy machine may take beside them. */
const ANSWER_WITHIN_MS = 20_000;
const RECOVERY_MS = 30_000;
/** As on a machine with too little to run on; a job is given up only after 45 s. */
const STALL_MS = 15_000;
const LIMITS = { STATEMENT_TIMEOUT_MS: '1000' };

const QUESTIONS = ['/ingest/archives', '/jobs', '/ingest/coverage', '/health/ready'];

describe('a service whose PostgreSQL is stopped (SIGSTOP)', () => {
  let folder: string;
  let server: EmbeddedPostgres;
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
    await migrate(server.url);
    ingest = await startService('ingest', {
      databaseUrl: server.url,
      logsFolder: folder,
      environment: LIMITS,
    });
  });

  afterAll(async () => {
    goOn();
    await (ingest as ServiceProcess | undefined)?.stop();
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
    expect(await ingest.runJob('/admin/ingest/archives', { path: '.' })).toMatchObject({
      archives: { loaded: 0 },
    });
  }

  it('answers 503 in time, also where more ask than there are connections, lives, says within 5 s that it is not ready, and goes on afterwards', async () => {
    await expectRecovery();
    stop();
    const events = [{ type: 'play', userId: '7', songId: '9', at: '2017-05-01T10:00:00Z' }];
    const asked = [
      ...QUESTIONS.slice(0, 3).map((path) => ask(path, ANSWER_WITHIN_MS)),
      ask('/admin/ingest/archives', ANSWER_WITHIN_MS, 'POST', { path: '.' }),
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

  it('goes on with the load under way, without a second beginning, and loads the whole', async () => {
    const logsFolder = join(folder, 'logs');
    await writeSampleLogs({
      directory: logsFolder,
      userCount: 2_000,
      firstDay: '2017-05-01',
      lastDay: '2017-05-20',
      seed: 1,
    });
    const job = await ingest.startJob('/admin/ingest/archives', { path: 'logs' });
    const archivesDone = async () =>
      Number((await ingest.get<JobDto>(`/jobs/${job.id}`)).progress.detail['archivesDone'] ?? 0);
    await until(async () => (await archivesDone()) >= 1, 'the first archives', { deadline: RECOVERY_MS });
    stop();
    await sleep(STALL_MS);
    goOn();
    const ended = await ingest.waitForJob(job);
    expect(ended).toMatchObject({ state: 'succeeded', error: null });
    const { lines } = await ingest.get<{ lines: { step: string }[] }>(`/jobs/${job.id}/log`);
    expect(lines.filter(({ step }) => step.startsWith('beginning once more'))).toEqual([]);
    const { archives } = ended.result as { archives: Record<string, number> };
    expect(archives['refused'] ?? 0).toBe(0);
    expect(await ingest.runJob('/admin/ingest/archives', { path: 'logs' })).toMatchObject({
      archives: { unchanged: Object.values(archives).reduce((all, count) => all + count, 0) },
    });
    const { holes } = await ingest.get<{ holes: number }>('/ingest/coverage');
    expect(holes).toBe(0);
  });
});
