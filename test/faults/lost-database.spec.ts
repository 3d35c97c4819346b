import type { EmbeddedPostgres } from '#common/embedded-postgres';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '#common/embedded-postgres';
import { migrate } from '#migrations';
import { writeSampleLogs } from '#sample-logs';
import { jest } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startService, startServices } from '../support/running-services.js';
import type { RunningServices } from '../support/running-services.js';
import type { Answer, ServiceProcess } from '../support/service-process.js';
import { createDatabaseOn } from '../support/test-database.js';
import { until } from '../support/until.js';
import { ELSEWHERE, loadFiles, settingsOf } from '../support/worlds.js';

// Real processes on a machine that others use too: slow is no failure.
jest.setTimeout(180_000);

/** Short windows, so that ten days of logs are enough, and a gate that few users pass. */
const ENVIRONMENT = {
  CHURN_MODELS: 'logistic-regression',
  CHURN_FEATURE_DAYS: '7',
  CHURN_LABEL_DAYS: '3',
  RECOMMENDER_HELD_OUT_DAYS: '2',
  RECOMMENDER_GATE_MARGIN: '0.99',
  RECOMMENDER_POPULARITY_MARGIN: '0.99',
  RECOMMENDER_GATE_USERS: '1',
};
const RECOVERY_MS = 20_000;

interface Told {
  path: string;
  answer: Answer<{ code?: string; status?: number }>;
}

describe('services that lose their database', () => {
  let folder: string;
  let server: EmbeddedPostgres;
  let services: RunningServices;
  /** Of the other world, with a database of its own on the same server. */
  let elsewhere: ServiceProcess;
  let questions: [ServiceProcess, string][];
  let userPath: string;

  const start = (port: number): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({ dataDirectory: join(folder, 'postgres'), port, purpose: 'test' });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lost-database-'));
    chmodSync(folder, 0o755);
    // A server of its own: other tests use the common one meanwhile.
    server = await start(0);
    await migrate(server.url);
    const logsFolder = join(folder, 'logs');
    await writeSampleLogs({
      directory: logsFolder,
      userCount: 800,
      firstDay: '2017-05-01',
      lastDay: '2017-05-10',
      seed: 1,
    });
    services = await startServices({ databaseUrl: server.url, logsFolder, environment: ENVIRONMENT });
    await services.runJob('ingest', '/admin/ingest/archives', { path: '.' });
    const [churn, recommender] = await Promise.all([
      services.runJob('churn', '/admin/churn/retrain'),
      services.runJob('recommender', '/admin/recommender/retrain'),
    ]);
    expect([churn, recommender]).toMatchObject([{ state: 'live' }, { state: 'live' }]);
    const [user] = await query<{ id: string }>('SELECT user_id AS id FROM churn_score ORDER BY 1 LIMIT 1');
    const [song] = await query<{ id: string }>('SELECT song_id AS id FROM song ORDER BY 1 LIMIT 1');
    userPath = `/churn/${user!.id}`;
    elsewhere = await startElsewhere();
    const [other] = (await elsewhere.get<{ users: { userId: string }[] }>('/ingest/users')).users;
    const { ingest, churn: scores, recommender: lists } = services;
    questions = [
      [ingest, '/ingest/archives'],
      [ingest, '/jobs'],
      [scores, userPath],
      [scores, '/churn/models'],
      [lists, `/recommend/${user!.id}`],
      [lists, `/recommend/songs/${song!.id}/users`],
      [lists, '/health/ready'],
      [elsewhere, '/ingest/coverage'],
      [elsewhere, `/ingest/users/${encodeURIComponent(other!.userId)}/days`],
    ];
  });

  async function startElsewhere(): Promise<ServiceProcess> {
    const logsFolder = join(folder, 'elsewhere');
    const days = { firstDay: '2017-05-01', lastDay: '2017-05-05' };
    await writeSampleLogs({ directory: logsFolder, world: 'elsewhere', userCount: 40, seed: 1, ...days });
    const databaseUrl = await createDatabaseOn(server.url, 'elsewhere');
    await loadFiles(ELSEWHERE, logsFolder, databaseUrl);
    return await startService('ingest', {
      databaseUrl,
      logsFolder,
      environment: settingsOf(ELSEWHERE, logsFolder),
    });
  }

  afterAll(async () => {
    await (elsewhere as ServiceProcess | undefined)?.stop();
    await (services as RunningServices | undefined)?.stop();
    await removeEmbeddedPostgres(join(folder, 'postgres'));
    rmSync(folder, { recursive: true, force: true });
  });

  async function query<Row extends object>(sql: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Asks every question over and over while `harm` is done, and answers what was told. */
  async function askDuring(harm: () => Promise<void>): Promise<Told[]> {
    const told: Told[] = [];
    let isOver = false;
    const asking = questions.map(async ([service, path]) => {
      while (!isOver) {
        told.push({ path, answer: await service.ask<Told['answer']['body']>(path) });
        await sleep(5);
      }
    });
    try {
      await harm();
    } finally {
      isOver = true;
      await Promise.all(asking);
    }
    return told;
  }

  function expectAnswersOrProblems(told: Told[]): void {
    for (const { path, answer } of told) {
      if (answer.status === 200) continue;
      expect([path, answer.status, answer.contentType]).toEqual([
        path,
        503,
        expect.stringMatching(/^application\/problem\+json/),
      ]);
      const code = path === '/health/ready' ? 'not_ready' : 'database_unavailable';
      expect(answer.body).toMatchObject({ status: 503, code });
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(answer.text).not.toMatch(/\.js:\d+|node_modules/);
    }
  }

  /** Every question is answered again, by the same processes. */
  async function expectRecovery(): Promise<void> {
    for (const [service, path] of questions) {
      const isAnswered = async () => (await service.ask(path)).status === 200;
      await until(isAnswered, `an answer to ${path}`, { deadline: RECOVERY_MS, every: 100 });
    }
    for (const [service] of questions) expect(service.ended).toBe(false);
  }

  it('answer, or say 503, while their connections are cut, and answer again', async () => {
    const told = await askDuring(async () => {
      for (let round = 0; round < 4; round++) {
        await query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
        );
        await sleep(250);
      }
    });
    expectAnswersOrProblems(told);
    for (const [, path] of questions) {
      expect(told.some((one) => one.path === path && one.answer.status === 200)).toBe(true);
    }
    await expectRecovery();
  });

  it('say 503 while the server is down, stay alive, and answer again once it runs', async () => {
    const { port } = server;
    const told = await askDuring(async () => {
      await server.stop();
      await sleep(1_000);
      for (const name of ['ingest', 'churn', 'recommender'] as const) {
        expect((await services.ask(name, '/health/live', { key: null })).status).toBe(200);
        expect((await services.ask(name, '/health/ready', { key: null })).status).toBe(503);
      }
      // What is kept in memory may no longer hold: nobody can say.
      expect((await services.ask('churn', userPath)).status).toBe(503);
      server = await start(port);
    });
    expectAnswersOrProblems(told);
    for (const [, path] of questions.filter(([service]) => service !== services.recommender)) {
      expect(told.some((one) => one.path === path && one.answer.status === 503)).toBe(true);
    }
    await expectRecovery();
  });

  it('take jobs and serve their models as before', async () => {
    expect(await services.churn.get(userPath)).toMatchObject({ modelVersion: 1 });
    await services.runJob('churn', '/admin/churn/retrain');
    expect(await services.runJob('ingest', '/admin/ingest/archives', { path: '.' })).toMatchObject({
      archives: { loaded: 0 },
    });
    const { models } = await services.churn.get<{ models: { version: number; state: string }[] }>(
      '/churn/models',
    );
    expect(models.map(({ version }) => version)).toEqual([2, 1]);
    const live = models.find(({ state }) => state === 'live')!;
    // The switch is told by NOTIFY: a service that no longer listened would go on serving the old version.
    const served = async () => (await services.churn.get<{ modelVersion: number }>(userPath)).modelVersion;
    await until(async () => (await served()) === live.version, 'the live version', { deadline: RECOVERY_MS });
    expect(live.version).toBe(2);
  });

  it('answer with the same bytes after kill -9, however often they are asked', async () => {
    const { text } = await services.churn.ask(userPath);
    await services.churn.kill();
    const again = await startService('churn', {
      databaseUrl: server.url,
      logsFolder: services.logsFolder,
      environment: ENVIRONMENT,
    });
    try {
      for (let asked = 0; asked < 3; asked++) expect((await again.ask(userPath)).text).toBe(text);
    } finally {
      await again.stop();
    }
  });
});
