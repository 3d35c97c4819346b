import { until } from '../../support/until.js';
import { useRecommender } from './running-recommender.js';
import type { Reply } from './running-recommender.js';

interface Body {
  present: Pick<Body, 'songs' | 'version'>;
  tried: Pick<Body, 'songs' | 'version'>;
  changes: { songId: string; present: number | null; tried: number | null }[];
  variant: string | null;
  modelVersion: number;
  experiments: { scenario: string | null; endedBy: string | null; headline: string }[];
  byScenario: object[];
  code: string;
  detail: string;
  recommendationId: string;
  songs: { songId: string; source: string }[];
  songsLeft: number | null;
  nextCursor: string | null;
  scenario: { name: string; version: number; fallback: string | null } | null;
  scenarios: { name: string; liveVersion: number | null; rollbackTo: number | null }[];
  versions: { version: number; isLive: boolean; note: string | null; options: object }[];
  liveVersion: number | null;
  rollbackTo: number | null;
  version: number;
}

/** Song 1000 + n: every third is rock; only song 1001 is jazz. */
const propertiesOf = (n: number): object => ({
  genres: n === 1 ? ['jazz'] : n % 3 === 0 ? ['rock'] : ['pop'],
  explicit: n % 2 === 0,
  tempo: n,
});

const service = useRecommender();
const get = (url: string): Promise<Reply<Body>> => service.ask<Body>('GET', url);
const numbersOf = ({ songs }: Body): number[] => songs.map(({ songId }) => Number(songId) - 1000);
const genre = (...is: string[]): object => ({ filter: { conditions: [{ property: 'genres', is }] } });
const make = (name: string, options: object): Promise<Reply<Body>> =>
  service.ask<Body>('POST', `/admin/recommender/scenarios/${name}/versions`, {
    options: { limit: 20, ...options },
  });
const promote = (name: string, version: number, body: object = {}): Promise<Reply<Body>> =>
  service.ask<Body>('POST', `/admin/recommender/scenarios/${name}/versions/${version}/promote`, body);
const rollBack = (name: string, body: object = {}): Promise<Reply<Body>> =>
  service.ask<Body>('POST', `/admin/recommender/scenarios/${name}/rollback`, body);
const live = async (name: string, options: object): Promise<void> => {
  await promote(name, (await make(name, options)).body.version);
};

beforeAll(async () => {
  await service.database.query("INSERT INTO song_property (name, type) VALUES ('tempo', 'number')");
  await service.describe(propertiesOf);
  await service.loadedDay('2017-03-12');
  await service.retrain();
});

describe('a scenario', () => {
  it('answers nobody before it is promoted, then in every instance at once, until it is rolled back', async () => {
    const other = await service.another({});
    const ofOther = async (): Promise<Body['scenario']> =>
      (await other<Body>('GET', '/recommend/7?scenario=home')).body.scenario;
    const made = await make('home', { ...genre('rock'), limit: 5 });
    expect([made.status, made.body]).toMatchObject([
      201,
      { version: 1, isLive: false, options: { limit: 5, source: 'all', includePlayed: 'false' } },
    ]);
    expect((await get('/recommend/7?scenario=home')).body.code).toBe('scenario_unknown');
    expect((await promote('home', 1)).body).toMatchObject({ liveVersion: 1, rollbackTo: null });
    const { body } = await get('/recommend/7?scenario=home');
    expect(body.scenario).toEqual({ name: 'home', version: 1, fallback: null });
    expect(body.songs).toHaveLength(5);
    expect(body.songs).toEqual((await get('/recommend/7?genre=rock&limit=5')).body.songs);
    expect(await ofOther()).toMatchObject({ version: 1 });

    await make('home', genre('pop'));
    expect((await get('/recommend/7?scenario=home')).body.scenario!.version).toBe(1);
    expect((await promote('home', 2, { from: 7 })).body.code).toBe('live_version_changed');
    expect((await promote('home', 2, { from: 1 })).body).toMatchObject({ liveVersion: 2, rollbackTo: 1 });
    expect(numbersOf((await get('/recommend/7?scenario=home')).body).every((n) => n % 3 !== 0)).toBe(true);
    expect(await ofOther()).toMatchObject({ version: 2 });
    expect((await promote('home', 2)).body).toMatchObject({ liveVersion: 2, rollbackTo: 1 });

    expect((await rollBack('home', { from: 1 })).body.code).toBe('live_version_changed');
    expect((await rollBack('home')).body).toMatchObject({ liveVersion: 1, rollbackTo: 2 });
    expect(await ofOther()).toMatchObject({ version: 1 });
    expect((await get('/recommend/scenarios')).body.scenarios).toMatchObject([
      { name: 'home', liveVersion: 1, rollbackTo: 2 },
    ]);
    const first = (await get('/recommend/scenarios/home?limit=1')).body;
    expect(first.versions).toMatchObject([{ version: 2, isLive: false }]);
    const second = (await get(`/recommend/scenarios/home?limit=1&cursor=${first.nextCursor!}`)).body;
    expect(second).toMatchObject({ versions: [{ version: 1, isLive: true }], nextCursor: null });
  });

  it('says what the query does not say', async () => {
    await live('short', { ...genre('rock'), limit: 3, diversity: 0.5, maxPerGenre: 2 });
    const { body } = await get('/recommend/7?scenario=short');
    expect(body.songs).toEqual(
      (await get('/recommend/7?genre=rock&limit=3&diversity=0.5&maxPerGenre=2')).body.songs,
    );
    const asked = '/recommend/7?limit=7&diversity=0&maxPerGenre=50';
    const overridden = (await get(`${asked}&scenario=short&explicit=false`)).body;
    expect(overridden.songs).toEqual((await get(`${asked}&genre=rock&explicit=false`)).body.songs);
    const other = encodeURIComponent(JSON.stringify({ conditions: [{ property: 'tempo', atLeast: 30 }] }));
    expect((await get(`/recommend/7?scenario=short&limit=50&filter=${other}`)).body.songsLeft).toBe(30);
  });

  it('goes on over pages as it began, and says so when another version answers', async () => {
    await live('paged', genre('rock'));
    const whole = numbersOf((await get('/recommend/8?scenario=paged')).body);
    const first = (await get('/recommend/8?scenario=paged&limit=4')).body;
    const next = `/recommend/8?scenario=paged&cursor=${encodeURIComponent(first.nextCursor!)}`;
    expect([...numbersOf(first), ...numbersOf((await get(next)).body)]).toEqual(whole);
    await live('paged', genre('pop'));
    expect((await get(next)).body.code).toBe('scenario_version_changed');
  });

  it('names what it does not know', async () => {
    const unknown = (await get('/recommend/7?scenario=hom')).body;
    expect(unknown.code).toBe('scenario_unknown');
    expect(unknown.detail).toContain('the nearest known one is home');
    expect(unknown.detail).toContain('home, paged, short');
    const wrong = (await make('home', { filter: { conditions: [{ property: 'genre', is: ['rock'] }] } }))
      .body;
    expect(wrong.code).toBe('filter_invalid');
    expect(wrong.detail).toContain('the nearest known one is genres');
    const inFallback = {
      fallback: {
        fewestSongs: 5,
        boosts: [{ name: 'a', factor: 2, filter: { conditions: [{ property: 'temp', atLeast: 1 }] } }],
      },
    };
    expect((await make('home', inFallback)).body.detail).toContain('the nearest known one is tempo');
    expect((await make('home', { sources: 'all' })).body.detail).toContain('the nearest known one is source');
    expect((await make('Home', {})).status).toBe(400);
    expect((await promote('home', 99)).body.code).toBe('scenario_version_unknown');
    expect((await promote('none', 1)).body.code).toBe('scenario_unknown');
    await make('fresh', {});
    expect((await rollBack('fresh')).body.code).toBe('no_earlier_version');
  });

  it('stores versions one after the other that are made at once', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => make('together', genre('rock'))));
    expect(made.map(({ body }) => body.version).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    const promoted = await Promise.all([1, 2, 3, 4].map((version) => promote('together', version)));
    expect(promoted.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });
});

describe('PostgreSQL', () => {
  it('is asked for a scenario once, not at each request', async () => {
    await live('home', genre('rock'));
    const { songs } = (await get('/recommend/7?scenario=home')).body;
    await service.database.transaction(async (transaction) => {
      await transaction.query('LOCK TABLE scenario, scenario_version');
      expect((await get('/recommend/7?scenario=home')).body.songs).toEqual(songs);
    });
  });

  it('keeps the live version where a promotion is cut off', async () => {
    const { version } = (await make('home', genre('pop'))).body;
    const before = (await get('/recommend/7?scenario=home')).body.scenario;
    await service.database.transaction(async (transaction) => {
      await transaction.query("SELECT FROM scenario WHERE name = 'home' FOR UPDATE");
      const promoting = promote('home', version);
      const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      await until(async () => (await transaction.query(end)).length > 0, 'the promotion to wait');
      expect((await promoting).status).toBeGreaterThanOrEqual(500);
    });
    expect((await get('/recommend/7?scenario=home')).body.scenario).toEqual(before);
  });
});

describe('a fallback', () => {
  it('answers where the conditions leave too few songs, and says so on every page', async () => {
    const fallback = { fewestSongs: 5, ...genre('rock') };
    await live('jazz', { ...genre('jazz'), limit: 4, fallback });
    const { body } = await get('/recommend/7?scenario=jazz');
    expect(body.scenario!.fallback).toBe('The scenario leaves 1 songs, fewer than 5: its fallback answers.');
    expect(body.songs).toEqual((await get('/recommend/7?genre=rock&limit=4')).body.songs);
    const next = (await get(`/recommend/7?scenario=jazz&cursor=${encodeURIComponent(body.nextCursor!)}`))
      .body;
    expect(next.scenario!.fallback).toBe(body.scenario!.fallback);
    expect(numbersOf(next).every((n) => n % 3 === 0)).toBe(true);
    await live('jazz', genre('jazz'));
    expect((await get('/recommend/7?scenario=jazz')).body.songs.length).toBeLessThan(2);
  });

  it('answers where a property is declared no more', async () => {
    await service.database.query("INSERT INTO song_property (name, type) VALUES ('mood', 'text')");
    const filter = { conditions: [{ property: 'mood', is: ['sad'] }] };
    const another = await service.another({});
    const made = await another<Body>('POST', '/admin/recommender/scenarios/moody/versions', {
      options: { limit: 20, filter, fallback: { fewestSongs: 1 } },
    });
    await promote('moody', made.body.version);
    await service.database.query("DELETE FROM song_property WHERE name = 'mood'");
    const { body } = await get('/recommend/7?scenario=moody');
    expect(body.scenario!.fallback).toContain('names "mood", which is no property');
    expect(body.songs).toEqual((await get('/recommend/7')).body.songs);
  });
});

describe('a trial', () => {
  it('lists the songs of a user by a version and by the live one, and what differs', async () => {
    await make('tested', { ...genre('rock'), limit: 4 });
    const path = '/recommend/7/scenarios/tested/versions';
    const first = (await get(`${path}/1`)).body;
    expect(first.present.version).toBeNull();
    expect(first.present.songs).toEqual((await get('/recommend/7')).body.songs);
    await promote('tested', 1);
    expect((await get(`${path}/1`)).body.changes).toEqual([]);
    await make('tested', { ...genre('rock', 'jazz'), limit: 5, diversity: 1 });
    const { present, tried, changes } = (await get(`${path}/2`)).body;
    expect(present).toMatchObject({
      version: 1,
      songs: (await get('/recommend/7?scenario=tested')).body.songs,
    });
    await promote('tested', 2);
    expect(tried).toMatchObject({
      version: 2,
      songs: (await get('/recommend/7?scenario=tested')).body.songs,
    });
    const placeIn = ({ songs }: Pick<Body, 'songs'>, id: string): number | null =>
      songs.findIndex(({ songId }) => songId === id) + 1 || null;
    for (const { songId, ...places } of changes) {
      expect(places).toEqual({ present: placeIn(present, songId), tried: placeIn(tried, songId) });
      expect(places.present).not.toBe(places.tried);
    }
    const same = present.songs.filter(({ songId }, n) => tried.songs[n]?.songId === songId).length;
    const union = new Set([...present.songs, ...tried.songs].map(({ songId }) => songId)).size;
    expect(changes.length).toBe(union - same);
    expect((await get(`${path}/9`)).body.code).toBe('scenario_version_unknown');
    expect((await get('/recommend/987654/scenarios/tested/versions/1')).body.code).toBe('user_unknown');
  });
});

describe('sources and mixes', () => {
  it.each(['popular', 'trending', 'new_releases', 'releases_for_you', 'singers_you_like'])(
    'ranks songs of %s as the list of all ranks them',
    async (source) => {
      await live('sourced', { source, limit: 200 });
      const { body } = await get('/recommend/7?scenario=sourced');
      const all = (await get('/recommend/7?limit=200')).body.songs.map(({ songId }) => songId);
      const found = body.songs.map(({ songId }) => songId);
      expect(found).toEqual(all.filter((songId) => found.includes(songId)));
      expect(body.songsLeft).toBeGreaterThanOrEqual(found.length);
      if (source === 'singers_you_like') expect(found.length).toBeGreaterThan(0);
    },
  );

  it('mixes in the share of songs to hear again that is asked for', async () => {
    await live('mixed', { includePlayed: 'mix', againShare: 0.5, limit: 10 });
    const again = ({ songs }: Body): number => songs.filter(({ source }) => source === 'again').length;
    expect(again((await get('/recommend/7?scenario=mixed')).body)).toBe(5);
    expect(again((await get('/recommend/7?scenario=mixed&againShare=0.2')).body)).toBe(2);
    expect(again((await get('/recommend/7?scenario=mixed&includePlayed=false')).body)).toBe(0);
  });
});

describe('an experiment with a scenario', () => {
  const start = (body: object): Promise<Reply<Body>> =>
    service.ask<Body>('POST', '/admin/recommender/experiments', { scenario: 'tried', ...body });
  const shown = async (user: number): Promise<Body> => {
    const { body } = await get(`/recommend/${user}?scenario=tried`);
    const songIds = body.songs.map(({ songId }) => songId);
    await service.ask('POST', '/recommend/impressions', { recommendationId: body.recommendationId, songIds });
    return body;
  };

  it('needs a live version and another one', async () => {
    expect((await start({ name: 'none', challengerVersions: [1] })).body.code).toBe('scenario_unknown');
    await make('tried', { ...genre('rock'), limit: 2 });
    expect((await start({ name: 'a', challengerVersions: [1] })).body.code).toBe('challenger_not_ready');
    await promote('tried', 1);
    expect((await start({ name: 'a', challengerVersions: [1] })).body.code).toBe('challenger_not_ready');
    expect((await start({ name: 'a', challengerVersions: [9] })).body.code).toBe('scenario_version_unknown');
  });

  it('shares the users who ask for it, of one model, and tells what came of each version', async () => {
    await make('tried', { ...genre('pop'), limit: 2 });
    expect((await start({ name: 'pop', challengerVersions: [2], share: 0.4 })).status).toBe(201);
    const versions = new Map<string, number>([
      ['control', 0],
      ['challenger', 0],
    ]);
    for (let user = 1; user <= 60; user++) {
      const { variant, scenario, songs, recommendationId } = await shown(user);
      versions.set(variant!, versions.get(variant!)! + 1);
      expect(scenario!.version).toBe(variant === 'challenger' ? 2 : 1);
      if (variant === 'challenger')
        await service.post({ user: String(user), song: songs[0]!.songId, recommendationId });
      expect((await get(`/recommend/${user}`)).body.variant).toBeNull();
    }
    const challenged = versions.get('challenger')!;
    expect(challenged).toBeGreaterThan(12);
    expect(challenged).toBeLessThan(36);
    await service.database.query("UPDATE event_recommendation SET scenario = 'tried'");
    const { body } = await get('/recommend/outcomes?to=2999-01-01&from=2017-01-01');
    const counts = { namingEvents: challenged, scenario: 'tried' };
    expect(body.byScenario).toMatchObject([
      { ...counts, version: 2, recommendations: challenged, impressions: 2 * challenged, clicks: challenged },
      { ...counts, version: 1, recommendations: 60 - challenged, clicks: 0 },
    ]);
    expect(body.experiments).toMatchObject([
      {
        scenario: 'tried',
        reachedImpressions: 120,
        withoutVariant: { users: 0, guestAnswers: 0 },
        variants: [
          { variant: 'control', versions: [1], users: 60 - challenged },
          { variant: 'challenger', versions: [2], users: challenged, clicks: challenged },
        ],
      },
    ]);
  });

  it('leaves retrains alone, and ends with a promotion of the scenario', async () => {
    const version = await service.retrain();
    await until(async () => (await shown(3)).modelVersion === version, 'the new version of the model');
    await live('home', genre('pop'));
    expect((await shown(3)).variant).not.toBeNull();
    await promote('tried', 2);
    expect(await shown(3)).toMatchObject({ variant: null, scenario: { version: 2 } });
    expect((await get('/admin/recommender/experiments')).body.experiments).toMatchObject([
      { scenario: 'tried', endedBy: 'promotion' },
    ]);
  });
});
