import { writeSampleLogs } from '#sample-logs';
import type { SampleManifest } from '#sample-logs';
import { jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ChurnModelDto as ChurnModel } from '../../apps/churn-service/src/registry/churn-model.dto.js';
import type { ArchiveDto as Archive } from '../../apps/ingest-service/src/archives/archive.dto.js';
import type { Counts } from '../support/counts.js';
import { startServices } from '../support/running-services.js';
import type { RunningServices } from '../support/running-services.js';
import { ADMIN_KEY, READ_KEY } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { MUSIC_BOX } from '../support/worlds.js';
import { describeAnswers, FEW_FACTORS, metricsOf } from './answers.js';
import { describeFacts } from './facts-of-users.js';
import { describeErasedUser } from './forgotten-user.js';

// Real processes on a machine that others use too: slow is no failure.
jest.setTimeout(180_000);

const USERS = 900;
const FIRST_DAY = '2017-03-30';
const SNAPSHOT = '2017-04-28';
const LAST_DAY = '2017-05-12';
const NAMES = ['ingest', 'churn', 'recommender'] as const;

let testDatabase: TestDatabase;
let services: RunningServices;
let folder: string;
let uploads: string;
let manifest: SampleManifest;
let loaded: Record<string, unknown>;
let retrained: Record<string, unknown>[];
let right: Counts;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'journey-'));
  chmodSync(folder, 0o755);
  const directory = join(folder, 'logs');
  uploads = join(folder, 'uploads');
  mkdirSync(uploads);
  testDatabase = await createTestDatabase();
  manifest = await writeSampleLogs({
    directory,
    userCount: USERS,
    firstDay: FIRST_DAY,
    lastDay: LAST_DAY,
    // A seed whose few hundred test users are not an unlucky draw: the model must pass its gate.
    seed: 2,
  });
  right = await MUSIC_BOX.recount(directory);
  services = await startServices({
    databaseUrl: testDatabase.url,
    logsFolder: directory,
    environment: {
      ...{ METRICS_PORT: '0', UPLOADS_DIR: uploads },
      ...{ CHURN_MODELS: 'logistic-regression', CHURN_SNAPSHOTS: '1' },
      ...FEW_FACTORS,
    },
  });
  loaded = await services.runJob('ingest', '/admin/ingest/archives', { path: '.' });
  retrained = await Promise.all([
    services.runJob('churn', '/admin/churn/retrain'),
    services.runJob('recommender', '/admin/recommender/retrain'),
  ]);
}, 240_000);

afterAll(async () => {
  const ended = await (services as RunningServices | undefined)?.stop();
  await testDatabase.drop();
  rmSync(folder, { recursive: true, force: true });
  expect(ended).toEqual({ ingest: 'SIGTERM', churn: 'SIGTERM', recommender: 'SIGTERM' });
});

async function query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
  return await testDatabase.database.query<Row>(sql, parameters);
}

async function ids(sql: string, parameters: unknown[] = []): Promise<string[]> {
  return (await query<{ id: string }>(sql, parameters)).map(({ id }) => id);
}

/** All archives, page by page. */
async function archives(): Promise<Archive[]> {
  const all: Archive[] = [];
  let cursor: string | null = null;
  do {
    const page: { archives: Archive[]; nextCursor: string | null } = await services.ingest.get(
      `/ingest/archives?limit=100${cursor === null ? '' : `&cursor=${cursor}`}`,
    );
    all.push(...page.archives);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}

function sumBy<T>(items: T[], counts: (item: T) => Record<string, number>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const item of items) {
    for (const [key, count] of Object.entries(counts(item))) sums[key] = (sums[key] ?? 0) + count;
  }
  return sums;
}

describe('loading', () => {
  it('loads what the generator wrote, no event more or less', async () => {
    const truncated = manifest.holes.filter(({ state }) => state === 'truncated').length;
    expect(loaded).toMatchObject({
      archives: { loaded: manifest.archives - truncated, partial: truncated, refused: 0, duplicate: 0 },
      reasons: { truncated },
      events: manifest.events,
    });
    const [events] = await query(`SELECT (SELECT count(*)::int FROM play_event) AS play,
      (SELECT count(*)::int FROM download_event) AS download, (SELECT count(*)::int FROM search_event) AS search`);
    expect(events).toEqual(manifest.events);
  });

  it('tells of every archive what the manifest tells of all', async () => {
    const all = await archives();
    expect(all).toHaveLength(manifest.archives);
    expect(all.map(({ name }) => name)).toEqual(all.map(({ name }) => name).sort());
    const partial = all.filter(({ state }) => state !== 'loaded');
    expect(partial.map(({ name, state, reason }) => [name, state, reason])).toEqual([
      ['20170424_1_play.log.tar.gz', 'partial', 'truncated'],
      ['20170424_2_play.log.tar.gz', 'partial', 'truncated'],
    ]);
    expect(sumBy(all, ({ kind, eventCount }) => ({ [kind!]: eventCount }))).toEqual(manifest.events);

    for (const { lineCount, eventCount, rejected } of all) {
      expect(lineCount).toBe(eventCount + Object.values(rejected).reduce((sum, count) => sum + count, 0));
    }
  });

  it('finds the dirt that the generator strewed', async () => {
    const all = await archives();
    const { dirt } = manifest;
    const rejected = sumBy(all, (archive) => archive.rejected);
    expect(rejected['cut_line']).toBe(dirt.brokenLastLine);
    expect(rejected['user_id_missing'] ?? 0).toBe(dirt.blankUser);
    const noLines = ['count_line', 'too_few_fields', 'too_many_fields', 'broken_row', 'user_id_malformed'];
    expect(noLines.reduce((sum, reason) => sum + (rejected[reason] ?? 0), 0)).toBe(
      dirt.countLine + dirt.binaryLine,
    );
    const repaired = sumBy(all, (archive) => archive.repaired);
    const isNearly = (rule: string, written: number): void => {
      // What was written behind the end of the truncated archives cannot be found.
      expect(repaired[rule]).toBeLessThanOrEqual(written);
      expect(repaired[rule]).toBeGreaterThan(0.9 * written);
    };
    isNearly('play_seconds_address', dirt.secondsWithAddress);
    isNearly('line_break_removed', dirt.carriageReturnInTitle);
    expect(repaired['title_tab_joined'] ?? 0).toBeLessThanOrEqual(dirt.tabInTitle);
    expect(repaired['text_bytes_replaced'] ?? 0).toBeLessThanOrEqual(dirt.invalidBytesInTitle);
  });

  it('has the holes that the generator left, and no others', async () => {
    const holes = await ids(`SELECT day || ' ' || kind AS id FROM coverage_hole ORDER BY day, kind`);
    // Searches of so few users are too few to tell a small day; coverage-view.spec.ts has more of them.
    const left = manifest.holes.filter(({ kind, state }) => kind !== 'search' || state !== 'small');
    const expected = new Set(left.map(({ date, kind }) => `${date} ${kind}`));
    expect(holes).toEqual([...expected].sort());
  });
});

describeAnswers(MUSIC_BOX, () => ({ services, testDatabase, right, retrained }));

describe('churn', () => {
  it('has a live model that is evaluated on users it has not seen, beside baselines and the best reachable', async () => {
    const { models } = await services.churn.get<{ models: object[] }>('/churn/models');
    expect(models).toMatchObject([{ version: 1, state: 'live', synthetic: true }]);
    const model = await services.churn.get<ChurnModel>('/churn/models/1');
    expect(model).toMatchObject({
      version: 1,
      state: 'live',
      snapshotDate: SNAPSHOT,
      dataFrom: FIRST_DAY,
      dataTo: LAST_DAY,
      gate: { accepted: true },
      report: { synthetic: true, bestReachable: manifest.bestReachable },
    });
    const { metrics, baselines } = model.report;
    const { auc } = manifest.bestReachable!;
    expect(metrics.test.users).toBeGreaterThan(0.1 * USERS);
    expect(metrics.test.rocAuc).toBeGreaterThan(0.8);
    const { churnRate } = metrics.test;
    expect(metrics.test.brier).toBeLessThan(churnRate * (1 - churnRate));
    expect(metrics.test.rocAuc).toBeGreaterThan(baselines.recency.test.rocAuc);
    expect(metrics.test.rocAuc).toBeLessThan(auc + 0.05);
    expect(metrics.train.rocAuc).toBeLessThan(auc + 0.05);
  });

  it('says how many users are worth a contact, and lists them', async () => {
    const { cut, plan, test } = await services.churn.get<{
      cut: number;
      plan: Record<string, number>;
      test: { net: { value: number }; randomSameSize: number };
    }>('/churn/decision?contactCost=1&savedValue=10&successRate=0.2&budget=40');
    expect(plan['contacts']).toBe(40);
    expect(plan['expectedNet']).toBeGreaterThan(plan['randomSameSize']!);
    expect(test.net.value).toBeGreaterThan(test.randomSameSize);
    const { users } = await services.churn.get<{ users: { probability: number }[] }>('/churn?limit=40');
    expect(users.at(-1)!.probability).toBe(plan['lowestProbability']);
    expect(users.at(-1)!.probability).toBeGreaterThanOrEqual(cut);
  });

  it('gives those who are silent a higher risk than those who were there every day', async () => {
    const risk = async (order: string): Promise<number> => {
      const users = await ids(
        `SELECT user_id AS id FROM user_day JOIN churn_score USING (user_id) WHERE snapshot_date = $1 AND day > $1::date - 30
         GROUP BY user_id ORDER BY ${order} LIMIT 5`,
        [LAST_DAY],
      );
      const answers = await Promise.all(
        users.map((id) => services.churn.get<{ probability: number }>(`/churn/${id}`)),
      );
      return Math.max(...answers.map(({ probability }) => probability));
    };
    expect(await risk('count(*) DESC, user_id')).toBeLessThan(0.3);
    expect(await risk('max(day), count(*), user_id')).toBeGreaterThan(0.7);
  });

  it('says of the anonymous pool that it is left out', async () => {
    const answer = await services.ask('churn', '/churn/0');
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([404, 'user_excluded']);
  });
});

describe('metrics', () => {
  it('tell of what was loaded and posted', async () => {
    const series = await metricsOf({ services }, 'ingest');
    for (const kind of ['play', 'download', 'search'] as const) {
      expect(series.get(`musicbox_ingest_events_total{kind="${kind}"}`)).toBe(manifest.events[kind]);
    }
    const truncated = manifest.holes.filter(({ state }) => state === 'truncated').length;
    expect(series.get('musicbox_ingest_archives_total{state="partial"}')).toBe(truncated);
    expect(series.get('musicbox_posted_events_total{status="accepted"}')).toBeGreaterThan(0);
    expect(series.get('musicbox_jobs{kind="ingest",state="succeeded"}')).toBe(2);
  });
});

describe('the README', () => {
  const readme = readFileSync('README.md', 'utf8');

  beforeAll(() => {
    const urls = Object.fromEntries(NAMES.map((name) => [name, { url: services[name].url }]));
    const keys = { readKey: READ_KEY, writeKey: ADMIN_KEY, adminKey: ADMIN_KEY };
    mkdirSync(join(folder, '.musicbox'));
    writeFileSync(join(folder, '.musicbox/access.json'), JSON.stringify({ ...urls, ...keys }));
    symlinkSync(join(folder, 'logs'), join(folder, '.musicbox/sample-logs'));
  });

  it('has commands that are answered as written, for a user and a song of these logs', async () => {
    const [userId] = await ids(
      'SELECT user_id AS id FROM churn_score WHERE snapshot_date = $1 ORDER BY user_id LIMIT 1',
      [LAST_DAY],
    );
    const commands = [...readme.matchAll(/^```sh\n(.*?)^```/gms)]
      .map(([, block]) => block!)
      .filter((block) => !block.startsWith('npm'));
    const script = commands
      .join('')
      .replace(/USER_ID=\d+/, `USER_ID=${userId!}`)
      .replaceAll('localhost:3001', services.ingest.url)
      .replaceAll('localhost:3002', services.churn.url)
      .replaceAll('localhost:3003', services.recommender.url);
    const curl = 'curl() { command curl -sS --fail-with-body -w "\\n%{http_code}\\n" "$@"; }';
    const printed = execFileSync('bash', ['-euc', `${curl}\n${script}`], { cwd: folder, encoding: 'utf8' });
    const statuses = printed.split('\n').filter((line) => /^\d{3}$/.test(line));
    expect(statuses).toHaveLength(script.match(/^curl /gm)!.length);
    expect(statuses.filter((status) => !status.startsWith('2'))).toEqual([]);
  });

  it('has an example that asks the three services through the client', () => {
    const example = /```ts\n(.*?)```/s.exec(readme)![1]!;
    // In the checkout, where #clients is known; run where the data folder is.
    const program = resolve('dist/readme-example.ts');
    writeFileSync(program, example);
    const said = execFileSync(process.execPath, [program], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
    });
    rmSync(program);
    expect(said.match(/songId: '\d+'/g)?.length).toBeGreaterThan(5);
    expect(said).toContain("state: 'succeeded'");
  });
});

describeFacts(() => ({ services, manifest }));

describeErasedUser(() => ({ services, testDatabase, uploads }));
