/* oxlint-disable typescript/no-unsafe-assignment, typescript/no-unsafe-member-access, typescript/no-unsafe-argument, typescript/no-unsafe-call, typescript/no-unsafe-return -- answers of many shapes are read */
import { JobsService, SETTINGS } from '#common';
import { jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { gunzipSync } from 'node:zlib';
import type { RecommenderSettings } from '../../../apps/recommender-service/src/recommender.settings.js';
import { recommenderService } from '../../../apps/recommender-service/src/recommender-service.js';
import { ParameterSearchesService } from '../../../apps/recommender-service/src/retraining/parameter-searches.service.js';
import { ExperimentsService } from '../../../apps/recommender-service/src/registry/experiments.service.js';
import { ADMIN, asking, READ, startApp } from '../../support/service-app.js';
import type { Ask } from '../../support/service-app.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { writeListening } from './listening-log.js';
import { endOfJob, until } from '../../support/until.js';

const EXPERIMENTS = '/admin/recommender/experiments';

let test: TestDatabase;
let app: NestFastifyApplication;
/** The settings that the service was started with. */
let own: RecommenderSettings;
/** Of the newest start. */
let asked: Ask;

beforeAll(async () => {
  test = await createTestDatabase();
  await writeTwoTastes();
  app = await start({});
  own = { ...app.get<RecommenderSettings>(SETTINGS) };
});

afterAll(async () => {
  await app.close();
  await test.drop();
});

async function start(extra: Record<string, string>): Promise<NestFastifyApplication> {
  const service = await startApp(recommenderService, test.url, {
    RECOMMENDER_WORKERS: '1',
    RECOMMENDER_FACTORS: '4',
    RECOMMENDER_ALPHA: '10',
    RECOMMENDER_REGULARIZATION: '1',
    RECOMMENDER_HELD_OUT_DAYS: '3',
    RECOMMENDER_KEEP_VERSIONS: '1',
    RECOMMENDER_SEARCH_SECONDS: '0',
    RECOMMENDER_GATE_USERS: '10',
    RECOMMENDER_ITEM_SHARE: '1',
    RECOMMENDER_ITEM_SHRINKAGE: '100',
    ...extra,
  });
  asked = asking(service, recommenderService);
  return service;
}

/** Until the next call the service has these settings instead of its own. */
function override(changes: Partial<RecommenderSettings>): void {
  Object.assign(app.get<RecommenderSettings>(SETTINGS), own, changes);
}

/** 24 users of two tastes; each hears six of the eight songs of its taste on early days and another on a late one. */
async function writeTwoTastes(): Promise<void> {
  const plays = [];
  for (let user = 1; user <= 24; user++) {
    for (let n = 0; n < 7; n++) {
      const song = 1000 + 2 * ((user + n) % 8) + (user % 2);
      const day = n === 6 ? '2017-03-10' : `2017-03-0${1 + ((user + n) % 7)}`;
      plays.push({ user: String(user), song: String(song), day });
    }
  }
  const songs = Array.from({ length: 16 }, (_, n) => ({ song: String(1000 + n), seconds: 200 }));
  await writeListening(test.database, { songs, plays, downloads: [] });
}

/** Parsed JSON of any shape. */
// oxlint-disable-next-line typescript/no-explicit-any -- the tests read fields of many kinds of answer
type Json = any;

async function ask(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  key = ADMIN,
  payload?: object,
): Promise<{ status: number; body: Json }> {
  return await asked<Json>(method, url, { key, body: payload });
}

async function retrain(): Promise<Json> {
  return await done(await ask('POST', '/admin/recommender/retrain'));
}

/** The result of a job that has just been started. */
async function done({ body }: { body: Json }): Promise<Json> {
  const job = await endOfJob(async () => (await ask('GET', `/jobs/${body.id}`)).body);
  expect(job.error).toBeNull();
  return job.result;
}

const states = async (): Promise<string[]> =>
  (await ask('GET', '/recommend/models')).body.models.map(
    ({ version, state }: { version: number; state: string }) => `${version} ${state}`,
  );

const live = async (): Promise<number> => (await ask('GET', '/health/ready')).body.details.model.version;

describe('versions of the recommender', () => {
  it('cannot be rolled back or promoted before there are any', async () => {
    expect((await ask('POST', '/admin/recommender/rollback')).body).toMatchObject({
      status: 409,
      code: 'no_earlier_version',
    });
    expect((await ask('POST', '/admin/recommender/models/1/promote')).status).toBe(404);
  });

  it('tell how they were judged, beside popularity and neighbours', async () => {
    expect(await retrain()).toMatchObject({ version: 1, state: 'live', nothingNew: false });
    const { status, body } = await ask('GET', '/recommend/models/1', READ);
    expect(status).toBe(200);
    const { evaluation, fits, seconds } = body.report;
    expect(evaluation.model.at.map(({ k }: { k: number }) => k)).toEqual([10, 20, 100]);
    expect(evaluation.model.ndcg).toBeGreaterThan(evaluation.popularity.ndcg);
    expect(evaluation.neighbours.ndcg).toBeGreaterThan(evaluation.popularity.ndcg);
    expect(evaluation.model.intervals.ndcg.low).toBeLessThanOrEqual(evaluation.model.ndcg);
    expect(evaluation).toMatchObject({ liveParameters: null, liveVersion: null });
    expect(body.model).toBe('local ridge (4 factors, Hu et al.)');
    expect(fits.early.factorsSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(seconds)).toContain('reading interactions');
    expect((await ask('GET', '/recommend/models/99', READ)).body.code).toBe('model_version_unknown');
    expect((await ask('GET', '/recommend/models/0', READ)).status).toBe(400);
    expect((await ask('GET', '/recommend/models/x', READ)).status).toBe(400);
  });

  it('give lists of people that nobody keeps', async () => {
    const headers = { authorization: `Bearer ${READ}`, 'accept-encoding': 'gzip' };
    const list = await app.inject({ url: '/recommend/1', headers });
    expect(list.headers['cache-control']).toBe('no-store');
    const payload = { userIds: Array.from({ length: 24 }, (_, n) => String(n + 1)) };
    const batch = await app.inject({ method: 'POST', url: '/recommend/batch', headers, payload });
    expect(batch.headers).toMatchObject({ 'content-encoding': 'gzip', 'cache-control': 'no-store' });
    const { users } = JSON.parse(gunzipSync(batch.rawPayload).toString()) as { users: object[] };
    expect(users).toHaveLength(24);
  });

  it('are compared with the live version where parameters differ, and refused when they are worse', async () => {
    override({
      RECOMMENDER_FACTORS: 1,
      RECOMMENDER_ITERATIONS: 1,
      RECOMMENDER_REGULARIZATION: 100_000,
      RECOMMENDER_ITEM_SHARE: 0,
      RECOMMENDER_HALF_LIFE_DAYS: 3,
    });
    const result = await retrain();
    expect(result).toMatchObject({ version: 2, state: 'refused', nothingNew: false });
    expect(result.reasons.join(' ')).toContain('live version');
    const { body } = await ask('GET', '/recommend/models/2');
    const first = (await ask('GET', '/recommend/models/1')).body.report.evaluation;
    // The live parameters on the same days give what they gave before.
    expect(body.report.evaluation.liveParameters.ndcg).toBeCloseTo(first.model.ndcg, 9);
    expect(await live()).toBe(1);
    const refused = await ask('POST', '/admin/recommender/models/2/promote');
    expect([refused.status, refused.body.code]).toEqual([409, 'model_refused']);
    override({});
  });

  it('are promoted by hand where too few users could be evaluated to decide', async () => {
    override({ RECOMMENDER_GATE_USERS: 1000 });
    expect(await retrain()).toMatchObject({ version: 3, state: 'refused' });
    expect((await ask('GET', '/recommend/models/3')).body.gate).toMatchObject({
      accepted: false,
      undecided: true,
    });
    const promote = '/admin/recommender/models/3/promote';
    // It may be tried next to the live one first.
    const tried = { name: 'undecided', challengerVersions: [3], share: 0.5 };
    expect((await ask('POST', EXPERIMENTS, ADMIN, tried)).status).toBe(201);
    expect((await ask('DELETE', `${EXPERIMENTS}/running`)).status).toBe(200);
    const undecided = await ask('POST', promote);
    expect([undecided.status, undecided.body.code]).toEqual([409, 'model_undecided']);
    expect((await ask('POST', promote, ADMIN, { accept: 'looked through by hand' })).status).toBe(200);
    expect(await live()).toBe(3);
    const { body: back } = await ask('POST', '/admin/recommender/rollback');
    expect([back.version, back.report]).toEqual([1, undefined]);
    override({});
  });

  it('are served at once after a promotion or rollback, and retired when they are old', async () => {
    expect(await retrain()).toMatchObject({ version: 4, state: 'live', nothingNew: true });
    expect((await ask('GET', '/recommend/models/4')).body.gate.reasons[0]).toContain('version 1');
    expect(await live()).toBe(4);
    const rollBack = () => ask('POST', '/admin/recommender/rollback', ADMIN, { from: 4 });
    expect((await rollBack()).body).toMatchObject({ version: 1, state: 'live' });
    expect((await rollBack()).body).toMatchObject({ status: 409, code: 'live_version_changed' });
    expect(await live()).toBe(1);
    const promoted = await ask('POST', '/admin/recommender/models/4/promote');
    expect([promoted.status, promoted.body.version]).toEqual([200, 4]);
    expect(await live()).toBe(4);
    // A version that is tried beside the live one is needed, however old it is.
    await test.database.query(
      "INSERT INTO recommender_experiment (name, challenger_versions, share) VALUES ('old', '{1}', 0.5)",
    );
    await test.database.query(
      'DELETE FROM model_promotion WHERE model_version_id IN (SELECT id FROM model_version WHERE version = 1)',
    );
    await app.get(ExperimentsService).retireVersions(1);
    expect(await states()).toEqual(['4 live', '3 retired', '2 refused', '1 ready']);
    await test.database.query('UPDATE recommender_experiment SET ended_at = now()');
    await retrain();
    await retrain();
    expect(await states()).toEqual(['6 live', '5 ready', '4 retired', '3 retired', '2 refused', '1 retired']);
    expect((await ask('POST', '/admin/recommender/models/1/promote')).body.code).toBe('model_retired');
  });
});

describe('the schedule of retraining', () => {
  it('is shown with the next time and the newest job', async () => {
    const url = '/admin/recommender/schedule';
    const schedule = async () => (await ask('GET', url)).body.schedules;
    const kind = 'recommender.retrain';
    const lastJob = expect.objectContaining({ kind, state: 'succeeded' }) as object;
    expect(await schedule()).toEqual([{ kind, cron: null, timezone: 'UTC', nextAt: null, lastJob }]);
    await app.close();
    app = await start({
      RECOMMENDER_RETRAIN_SCHEDULE: '30 3 * * *',
      RECOMMENDER_SCHEDULE_TIMEZONE: 'Asia/Shanghai',
    });
    const nextAt = expect.stringMatching(/T19:30:00.000Z$/) as string;
    expect(await schedule()).toEqual([
      { kind, cron: '30 3 * * *', timezone: 'Asia/Shanghai', nextAt, lastJob },
    ]);
    await app.close();
    app = await start({});
  });
});

describe('a version that is not to go live', () => {
  const retrained = async (promote: boolean) => ask('POST', '/admin/recommender/retrain', ADMIN, { promote });
  const startExperiment = (name: string, challengerVersion: number) =>
    ask('POST', EXPERIMENTS, ADMIN, { name, challengerVersions: [challengerVersion], share: 0.5 });

  it('is stored as ready, also during an experiment, and may be the challenger of one', async () => {
    const before = await live();
    const { version, state, reasons } = await done(await retrained(false));
    expect([state, await live()]).toEqual(['ready', before]);
    expect(reasons.at(-1)).toMatch(/^Not promoted/);
    expect((await startExperiment('stored', version)).status).toBe(201);
    expect((await retrained(true)).body.code).toBe('experiment_running');
    expect(await done(await retrained(false))).toMatchObject({ state: 'ready' });
    expect((await ask('DELETE', `${EXPERIMENTS}/running`)).status).toBe(200);
    expect(await live()).toBe(before);
  });

  it('is one that the schedule begins during an experiment', async () => {
    const challenger = (await states()).find((state) => state.endsWith('ready'))!.split(' ')[0];
    expect((await startExperiment('scheduled', Number(challenger))).status).toBe(201);
    const { id } = await app.get(JobsService).start('recommender.retrain', { scheduled: true });
    expect(await done({ body: { id } })).toMatchObject({ state: 'ready' });
    expect((await ask('DELETE', `${EXPERIMENTS}/running`)).status).toBe(200);
  });

  it('is one whose retrain was under way when an experiment began: this goes on', async () => {
    const before = await live();
    const challenger = (await states()).find((state) => state.endsWith('ready'))!.split(' ')[0];
    const started = await test.database.transaction(async (transaction) => {
      await transaction.query('LOCK TABLE play_event IN ACCESS EXCLUSIVE MODE');
      const job = await retrained(true);
      expect(job.status).toBe(202);
      const isReading = async () =>
        (await ask('GET', `/jobs/${job.body.id}`)).body.progress?.step === 'reading interactions';
      await until(isReading, 'the retrain reads');
      expect((await startExperiment('meanwhile', Number(challenger))).status).toBe(201);
      return job;
    });
    const { state, reasons } = await done(started);
    expect([state, await live()]).toEqual(['ready', before]);
    expect(reasons.at(-1)).toContain('"meanwhile" runs');
    expect((await ask('DELETE', `${EXPERIMENTS}/running`)).status).toBe(200);
  });
});

describe('a search for parameters', () => {
  const SEARCHES = '/admin/recommender/parameter-searches';

  it('reads nothing of the days that versions are evaluated on, and the next retrain follows it', async () => {
    const asked = { attempts: 2, mostFactors: 4, accept: false };
    const first = await done(await ask('POST', SEARCHES, ADMIN, asked));
    const { body } = await ask('GET', '/recommend/parameter-searches', READ);
    expect(body).toMatchObject({ nextCursor: null, parameterSearches: [expect.anything()] });
    // Days 1 to 7 and 10, the last 3 held out; of the 5 before them the last 2 are for validation.
    const [search] = body.parameterSearches;
    expect(search).toMatchObject({
      id: first.parameterSearch,
      dataFrom: '2017-03-01',
      cut: '2017-03-03',
      dataTo: '2017-03-05',
      best: first.best.parameters,
      startNdcg: first.start.ndcg,
      bestNdcg: first.best.ndcg,
    });
    expect(search).not.toHaveProperty('report');
    const { report, ...summary } = (await ask('GET', `/recommend/parameter-searches/${search.id}`, READ))
      .body;
    expect(summary).toEqual(search);
    const factorAttempts = report.attempts.filter(({ parameters }: Json) => parameters.itemShare === 0);
    // The present ones, and as many as were asked for.
    expect(factorAttempts).toHaveLength(3);
    expect(report.attempts.length).toBeGreaterThan(2);
    await test.database.query(
      "UPDATE play_event SET song_id = 1000, play_seconds = 1 WHERE day > '2017-03-05'",
    );
    const again = await done(await ask('POST', SEARCHES, ADMIN, asked));
    expect(again.best).toEqual(first.best);
    expect(again.accepted).toBe(false);
    const url = `${SEARCHES}/${again.parameterSearch}/accepted`;
    expect((await ask('PUT', url, ADMIN, { accepted: true })).body).toMatchObject({
      id: again.parameterSearch,
      accepted: true,
    });
    const pages = await ask('GET', '/recommend/parameter-searches?limit=1', READ);
    expect(pages.body.parameterSearches).toMatchObject([{ id: again.parameterSearch }]);
    const next = `/recommend/parameter-searches?limit=1&cursor=${pages.body.nextCursor}`;
    expect((await ask('GET', next, READ)).body).toMatchObject({
      nextCursor: null,
      parameterSearches: [search],
    });
    const { version } = await retrain();
    const model = (await ask('GET', `/recommend/models/${version}`)).body;
    expect(model.parameters).toMatchObject(again.best.parameters);
    expect(model.report.parameterSearch.id).toBe(again.parameterSearch);
  }, 180_000);

  const count = async (): Promise<number> =>
    (await ask('GET', '/recommend/parameter-searches')).body.parameterSearches.length;
  const sawPairs = (pairs: number) =>
    test.database.query(
      `UPDATE parameter_search SET report = jsonb_set(report, '{likedPairs}', to_jsonb(${pairs}))`,
    );

  it('is made by a retrain on new data, which follows it', async () => {
    await test.database.query('DELETE FROM parameter_search');
    // Nothing is as bad as this start.
    override({
      RECOMMENDER_SEARCH_SECONDS: 5,
      RECOMMENDER_ITEM_SHARE: 0,
      RECOMMENDER_FACTORS: 1,
      RECOMMENDER_REGULARIZATION: 100_000,
      RECOMMENDER_GATE_MARGIN: 0.99,
      RECOMMENDER_POPULARITY_MARGIN: 0.99,
    });
    const { version } = await retrain();
    expect(await count()).toBe(1);
    const { report } = (await ask('GET', `/recommend/models/${version}`)).body;
    expect(report.seconds).toHaveProperty(['searching for parameters']);
    const [search] = (await ask('GET', '/recommend/parameter-searches')).body.parameterSearches;
    expect(search.accepted).toBe(true);
    expect(report.parameterSearch).toMatchObject({ id: search.id, bestNdcg: search.bestNdcg });
    await retrain();
    expect(await count()).toBe(1);
  });

  it('that fails is a warning of the retrain, which goes on with the parameters before', async () => {
    await test.database.query('DELETE FROM parameter_search');
    await test.database.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no space left'; END $$`,
    );
    await test.database.query(
      'CREATE TRIGGER refuse BEFORE INSERT ON parameter_search FOR EACH ROW EXECUTE FUNCTION refuse()',
    );
    const { version, warnings } = await retrain();
    expect(warnings).toEqual([expect.stringMatching(/search for parameters failed.*no space left/)]);
    const { parameters, report } = (await ask('GET', `/recommend/models/${version}`)).body;
    expect([parameters.regularization, report.parameterSearch]).toEqual([100_000, null]);
    await test.database.query('DROP FUNCTION refuse CASCADE');
    await retrain();
    expect(await count()).toBe(1);
  });

  /** Whether a retrain would search that has read so many pairs; it does not. */
  async function isDue(pairs = 144): Promise<boolean> {
    const searches = app.get(ParameterSearchesService);
    const search = jest.spyOn(searches, 'search').mockRejectedValue(new Error('it would search'));
    const context = { jobId: 'retrain', signal: new AbortController().signal, progress: () => undefined };
    await searches.searchNewData(pairs, 4, context).catch(() => undefined);
    const isSearching = search.mock.calls.length > 0;
    search.mockRestore();
    return isSearching;
  }

  it('is made again when data have become far more or fewer, but not of generated logs', async () => {
    await sawPairs(100);
    expect([await isDue(199), await isDue(200), await isDue(51), await isDue(50)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
    await test.database.query("INSERT INTO sample_log_set (manifest) VALUES ('{}')");
    expect(await isDue(200)).toBe(false);
    await test.database.query('DELETE FROM sample_log_set');
  });

  it('is repeated by what it read itself, not by the days that it never reads', async () => {
    // It reads some 100 pairs: more than half of these were there, though not of all pairs.
    await sawPairs(75);
    await retrain();
    expect(await count()).toBe(1);
  });

  it('does not stand in the way of the next where retrains do not follow it', async () => {
    const age = (days: number, accepted: boolean) =>
      test.database.query(
        `UPDATE parameter_search SET accepted = ${accepted}, created_at = now() - interval '${days} days'`,
      );
    await age(8, true);
    expect(await isDue()).toBe(false);
    await age(1, false);
    expect(await isDue()).toBe(false);
    await age(8, false);
    expect(await isDue()).toBe(true);
  });

  it('wants sensible bounds and a search that exists', async () => {
    expect((await ask('POST', SEARCHES, ADMIN, { attempts: 1 })).status).toBe(400);
    expect((await ask('POST', SEARCHES, ADMIN, { tries: 9 })).status).toBe(400);
    const unknown = { status: 404, code: 'parameter_search_unknown' };
    expect((await ask('PUT', `${SEARCHES}/99/accepted`, ADMIN, { accepted: true })).body).toMatchObject(
      unknown,
    );
    expect((await ask('GET', '/recommend/parameter-searches/99')).body).toMatchObject(unknown);
  });
});
