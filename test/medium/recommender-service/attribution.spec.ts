import { useRecommender } from './running-recommender.js';
import type { Reply } from './running-recommender.js';
import type { ExperimentResultDto } from '../../../apps/recommender-service/src/outcomes/experiment-result.dto.js';
import type { VersionEstimateDto } from '../../../apps/recommender-service/src/outcomes/version-estimate.dto.js';
import type { ExperimentDto } from '../../../apps/recommender-service/src/registry/experiment.dto.js';
import { endOfStarted } from '../../support/service-app.js';
import { until } from '../../support/until.js';

interface Counts {
  recommendations: number;
  impressions: number;
  clicks: number;
  downloads: number;
  playThroughs: number;
  clickRate: { value: number } | null;
  playThroughRate: { value: number } | null;
}

interface Body {
  code: string;
  modelVersion: number;
  variant: string | null;
  recommendationId: string;
  songs: { songId: string; source: string }[];
  users: Body[];
  bySource: (Counts & { modelVersion: number; source: string })[];
  experiments: (ExperimentDto & ExperimentResultDto)[];
}

const service = useRecommender();
const get = (url: string): Promise<Reply<Body>> => service.ask<Body>('GET', url);
const post = (url: string, payload: object): Promise<Reply<Body>> => service.ask<Body>('POST', url, payload);

beforeAll(() => service.retrain());

describe('impressions and outcomes', () => {
  it('count songs shown, clicked, downloaded and played through, by version and source', async () => {
    const { recommendationId, songs } = (await get('/recommend/7?limit=5')).body;
    const shown = songs.map(({ songId }) => songId);
    const first = await post('/recommend/impressions', { recommendationId, songIds: shown.slice(0, 4) });
    expect([first.status, first.body]).toEqual([200, { recorded: 4, duplicates: 0 }]);
    const again = await post('/recommend/impressions', { recommendationId, songIds: shown });
    expect(again.body).toEqual({ recorded: 1, duplicates: 4 });

    await service.post({ user: '7', song: shown[0]!, recommendationId, playSeconds: 180 });
    await service.post({ user: '7', song: shown[0]!, recommendationId, playSeconds: 20 });
    await service.post({ user: '7', song: shown[1]!, recommendationId, playSeconds: 20 });
    await service.post({ user: '7', song: shown[2]!, recommendationId, kind: 'download' });
    // Somebody else's event, a song that was not shown, and an answer of which nothing was shown.
    await service.post({ user: '8', song: shown[3]!, recommendationId });
    await service.post({ user: '7', song: '1', recommendationId });
    const unseen = (await get('/recommend/9')).body;
    await service.post({
      user: '9',
      song: unseen.songs[0]!.songId,
      recommendationId: unseen.recommendationId,
    });

    const popular = (await get('/recommend/500?limit=2')).body;
    await post('/recommend/impressions', {
      recommendationId: popular.recommendationId,
      songIds: popular.songs.map(({ songId }) => songId),
    });
    const { bySource } = (await get('/recommend/outcomes')).body;
    expect(bySource).toMatchObject([
      {
        modelVersion: 1,
        source: 'model',
        recommendations: 1,
        impressions: 5,
        clicks: 3,
        downloads: 1,
        playThroughs: 1,
        clickRate: { value: 0.6 },
        playThroughRate: { value: expect.closeTo(1 / 3, 5) as number },
      },
      {
        modelVersion: 1,
        source: 'popular',
        impressions: 2,
        clicks: 0,
        clickRate: { value: 0 },
        playThroughRate: null,
      },
    ]);
  });

  it('count the days asked for', async () => {
    const { recommendationId } = (await get('/recommend/12?limit=1')).body;
    await post('/recommend/impressions', {
      recommendationId,
      songIds: ['1000'],
      shownAt: '2017-03-01T23:59:59Z',
    });
    const counted = async (query: string) => (await get(`/recommend/outcomes?${query}`)).body.bySource;
    expect(await counted('from=2017-03-01&to=2017-03-01')).toMatchObject([{ impressions: 1 }]);
    expect(await counted('from=2017-03-02&to=2017-03-03')).toEqual([]);
    expect((await get('/recommend/outcomes?from=2017-03-02&to=2017-03-01')).body.code).toBe(
      'days_in_wrong_order',
    );
    expect((await get('/recommend/outcomes?from=yesterday')).status).toBe(400);
  });

  it.each([
    [{ recommendationId: 'x', songIds: ['1'] }, 'recommendation_id_invalid'],
    [{ recommendationId: 'r1.1.a.-.7.AAAAAAAAAAA', songIds: ['1'] }, 'recommendation_id_invalid'],
    [
      { recommendationId: `r1.1.a.-.7.AAAAAAAAAAA.${'A'.repeat(22)}`, songIds: ['1'] },
      'recommendation_id_invalid',
    ],
  ])('refuse %j', async (payload, code) => {
    const { status, body } = await post('/recommend/impressions', payload);
    expect([status, body.code]).toEqual([400, code]);
  });
});

describe('an experiment with two versions', () => {
  const users = Array.from({ length: 90 }, (_, n) => String(n + 1));
  const versions = async (): Promise<Map<string, { version: number; variant: string | null }>> => {
    const { body } = await post('/recommend/batch', { userIds: users, limit: 1 });
    return new Map(
      body.users.map(({ modelVersion, variant }, n) => [users[n]!, { version: modelVersion, variant }]),
    );
  };

  it('needs a version that can answer', async () => {
    const start = (...challengerVersions: number[]) =>
      post('/admin/recommender/experiments', { name: 'a', challengerVersions });
    expect((await start(99)).body.code).toBe('model_version_unknown');
    expect((await start(1)).body.code).toBe('challenger_not_ready');
    expect((await start(1, 1)).body.code).toBe('experiment_shares_invalid');
    expect((await service.ask<Body>('DELETE', '/admin/recommender/experiments/running')).body.code).toBe(
      'no_experiment',
    );
  });

  it('assigns users stably by share, each answer whole from one version, and tells what came of each', async () => {
    expect(await service.retrain()).toBe(2);
    const started = await post('/admin/recommender/experiments', {
      name: 'old against new',
      challengerVersions: [1],
      share: 0.4,
    });
    expect(started.status).toBe(201);
    const second = await post('/admin/recommender/experiments', { name: 'another', challengerVersions: [1] });
    expect([second.status, second.body.code]).toEqual([409, 'experiment_running']);
    expect((await get('/admin/recommender/experiments')).body.experiments).toMatchObject([
      { name: 'old against new', challengerVersions: [1], endedAt: null },
    ]);
    await until(async () => (await get('/recommend/1')).body.variant, 'the experiment');

    const assigned = await versions();
    expect(await versions()).toEqual(assigned);
    const challenged = users.filter((user) => assigned.get(user)!.variant === 'challenger');
    expect(challenged.length).toBeGreaterThan(20);
    expect(challenged.length).toBeLessThan(55);
    for (const user of users) {
      const { version, variant } = assigned.get(user)!;
      expect(version).toBe(variant === 'challenger' ? 1 : 2);
    }
    const control = users.find((user) => !challenged.includes(user))!;
    for (const user of [challenged[0]!, control]) {
      const { recommendationId, songs, modelVersion } = (await get(`/recommend/${user}?limit=2`)).body;
      expect(modelVersion).toBe(assigned.get(user)!.version);
      await post('/recommend/impressions', { recommendationId, songIds: songs.map(({ songId }) => songId) });
      if (user !== control) await service.post({ user, song: songs[0]!.songId, recommendationId });
    }
    const guest = (await post('/recommend/guest', { events: [{ songId: '1000' }] })).body;
    await post('/recommend/impressions', {
      recommendationId: guest.recommendationId,
      songIds: [guest.songs[0]!.songId],
    });
    const [result] = (await get('/recommend/outcomes')).body.experiments;
    expect(result).toMatchObject({
      name: 'old against new',
      headline:
        'Too little to compare yet: the live version has 1 users and 0 clicks, each needs 100 users and 30 clicks.',
      plannedImpressions: 10_000,
      reachedImpressions: 4,
      withoutVariant: { users: 0, guestAnswers: 1 },
      variants: [
        { variant: 'control', versions: [2], users: 1, impressions: 2, clicks: 0, lift: null },
        { variant: 'challenger', versions: [1], users: 1, impressions: 2, clicks: 1, lift: null },
      ],
    });
  });

  it('is tried again when its version could not be loaded', async () => {
    const { database } = service;
    const ofFirst = 'model_version_id = (SELECT id FROM model_version WHERE version = 1)';
    await database.query(`UPDATE model_artefact_chunk SET bytes = bytes || '\\x00'::bytea WHERE ${ofFirst}`);
    await database.query(`UPDATE model_version SET artefact_bytes = artefact_bytes + 1 WHERE version = 1`);
    const other = await service.another({});
    const variant = async (): Promise<string | null> =>
      (await other<Body>('GET', '/recommend/1')).body.variant;
    expect(await variant()).toBeNull();
    await database.query(
      `UPDATE model_artefact_chunk SET bytes = substring(bytes FROM 1 FOR length(bytes) - 1) WHERE ${ofFirst}`,
    );
    await database.query(`UPDATE model_version SET artefact_bytes = artefact_bytes - 1 WHERE version = 1`);
    await until(variant, 'the experiment', { every: 100 });
  });

  it('lets no retrain change what it compares', async () => {
    const { status, body } = await post('/admin/recommender/retrain', {});
    expect([status, body.code]).toEqual([409, 'experiment_running']);
  });

  it('leaves songs hidden in both versions, and ends at once', async () => {
    const [song] = (await get('/recommend/3')).body.songs;
    await service.ask('PUT', `/admin/songs/${song!.songId}/hidden`, { hidden: true });
    const { body } = await post('/recommend/batch', { userIds: users, limit: 100 });
    expect(body.users.flatMap(({ songs }) => songs.map(({ songId }) => songId))).not.toContain(song!.songId);
    expect((await service.ask('DELETE', '/admin/recommender/experiments/running')).status).toBe(200);
    const after = await versions();
    expect(new Set([...after.values()].map(({ version, variant }) => `${version} ${variant}`))).toEqual(
      new Set(['2 null']),
    );
    expect((await get('/recommend/outcomes')).body.experiments[0]!.endedAt).not.toBeNull();
    expect((await get('/admin/recommender/experiments')).body.experiments[0]!.endedAt).not.toBeNull();
  });

  it('ends when another version goes live', async () => {
    await post('/admin/recommender/experiments', { name: 'ended by a promotion', challengerVersions: [1] });
    expect((await post('/admin/recommender/models/1/promote', {})).status).toBe(200);
    const [last, before] = (await get('/admin/recommender/experiments')).body.experiments;
    expect(last).toMatchObject({ name: 'ended by a promotion', endedBy: 'promotion' });
    expect(before).toMatchObject({ endedBy: 'request' });
    expect((await get('/recommend/1')).body).toMatchObject({ modelVersion: 1, variant: null });
  });
});

it('places that are drawn have their chances stored, by which a version is estimated', async () => {
  const explores = await service.another({ RECOMMENDER_EXPLORATION: '0.2' });
  const chances = new Map<string, number>();
  for (let user = 21; user <= 90; user++) {
    const { recommendationId, songs } = (await explores<Body>('GET', `/recommend/${user}?limit=5`)).body;
    const songIds = songs.map(({ songId }) => songId);
    expect(new Set(songIds).size).toBe(5);
    for (const songId of songIds) expect(service.playedBy(String(user)).has(songId)).toBe(false);
    await post('/recommend/impressions', { recommendationId, songIds, firstPlace: 1 });
    if (user <= 60) await service.post({ user: String(user), song: songIds[0]!, recommendationId });
    for (const { songId, source } of songs) chances.set(`${user} ${songId}`, source === 'explored' ? 0 : 0.8);
  }
  const stored = await service.database.query<{ song: string; chance: number }>(
    "SELECT user_id || ' ' || song_id AS song, propensity AS chance FROM recommendation_impression WHERE propensity IS NOT NULL",
  );
  expect(stored).toHaveLength(350);
  for (const { song, chance } of stored) {
    const expected = chances.get(song)!;
    if (expected > 0) expect(chance).toBeCloseTo(expected, 6);
    else expect(0.2 / chance).toBeCloseTo(Math.round(0.2 / chance), 3);
  }
  expect([...chances.values()].filter((chance) => chance === 0).length).toBeGreaterThan(26);

  const { result } = await endOfStarted<{ state: string; result: VersionEstimateDto }>(
    service.ask,
    await post('/admin/recommender/models/1/estimate', {}),
  );
  expect(result).toMatchObject({ version: 1, users: 70, clickRate: null });
  expect(result.headline).toMatch(/^The logs say too little of version 1/);
  // What was not drawn stands where the version has it, but for users with newer events; a drawn song never does.
  const undrawn = [...chances.values()].filter((chance) => chance > 0).length;
  expect(result.matched).toBeGreaterThan(0.9 * undrawn);
  expect(result.matched).toBeLessThanOrEqual(undrawn);
  expect(result.supportedShare).toBeCloseTo(Math.min(1, result.matched / 0.8 / 350), 5);
});
