import type { SongsForUserDto as SongsForUser } from '../../apps/recommender-service/src/answers/recommendation.dto.js';
import type { NextReportDto as NextReport } from '../../apps/recommender-service/src/evaluation/next-report.dto.js';
import type { UsersForSongDto as UsersForSong } from '../../apps/recommender-service/src/serving/audience/audience.dto.js';
import { rolledUpCounts, storedCounts } from '../support/counts.js';
import type { Counts } from '../support/counts.js';
import type { RunningServices } from '../support/running-services.js';
import { scrape } from '../support/scrape.js';
import { ADMIN_KEY } from '../support/service-process.js';
import type { TestDatabase } from '../support/test-database.js';
import type { World } from '../support/worlds.js';

/** Services that have loaded the logs of a world and trained both models. */
export interface Journey {
  services: RunningServices;
  testDatabase: TestDatabase;
  /** The events of the logs, by plain means. */
  right: Counts;
  /** Results of both trainings: of churn, and of the recommender. */
  retrained: Record<string, unknown>[];
}

/** Settings by which few users are trained in a second, and pass: what is asked here is not how good lists are. */
export const FEW_FACTORS = {
  RECOMMENDER_SEARCH_SECONDS: '0',
  RECOMMENDER_FACTORS: '8',
  RECOMMENDER_ITEM_SHARE: '0',
  RECOMMENDER_GATE_USERS: '20',
  RECOMMENDER_GATE_MARGIN: '0.99',
  RECOMMENDER_POPULARITY_MARGIN: '0.99',
};

const NEWCOMER = '888888888888';
/** All users but those that are left out, by how much they played. */
const LISTENERS = `SELECT user_id FROM play_event WHERE song_id IS NOT NULL
  AND user_id NOT IN (SELECT user_id FROM excluded_user) GROUP BY user_id`;

/** What must hold of the answers, whatever the logs are. */
export function describeAnswers(world: World, of: () => Journey): void {
  /** Ids as callers have them. @param sql one column of internal ids, in the order that counts */
  async function ids(kind: 'user' | 'song', sql: string, parameters: unknown[] = []): Promise<string[]> {
    const rows = await of().testDatabase.database.query<{ id: string }>(
      `SELECT coalesce((SELECT text FROM ${kind}_key WHERE ${kind}_id = found.id), found.id::text) AS id
       FROM (${sql}) AS found (id)`,
      parameters,
    );
    return rows.map(({ id }) => id);
  }

  const list = (userId: string, limit = 20): Promise<SongsForUser> =>
    of().services.recommender.get<SongsForUser>(`/recommend/${encodeURIComponent(userId)}?limit=${limit}`);

  /** All songs come from the model. Elsewhere they are few, so that lists have some that hardly anybody has heard. */
  function expectSource({ songs }: SongsForUser, from: string): void {
    const isRare = (source: string): boolean => world.name === 'elsewhere' && source === 'singer';
    const sources = songs.map(({ source }) => source).filter((source) => !isRare(source));
    expect(new Set(sources)).toEqual(new Set([from]));
  }

  describe('loading', () => {
    it('counts every event of a user and day once', async () => {
      const { right, testDatabase } = of();
      expect(await storedCounts(testDatabase.database)).toEqual(right);
      expect(await rolledUpCounts(testDatabase.database)).toEqual(right);
    });

    it('does nothing the second time', async () => {
      const { services, right, testDatabase } = of();
      const job = await services.startJob('ingest', '/admin/ingest/archives', { path: '.' });
      const ended = await services.ingest.waitForJob(job);
      expect(ended).toMatchObject({ kind: 'ingest', state: 'succeeded', progress: { fraction: 1 } });
      expect(ended.result).toMatchObject({
        archives: { loaded: 0, partial: 0, refused: 0 },
        events: { play: 0, download: 0, search: 0 },
      });
      expect(await storedCounts(testDatabase.database)).toEqual(right);
    });
  });

  describe('churn', () => {
    it('has scored everybody of the newest day', async () => {
      const { scoredSnapshot, ...retrained } = of().retrained[0]!;
      const active = `SELECT DISTINCT user_id FROM user_day WHERE day > $1::date - 30 AND day <= $1::date
        AND user_id NOT IN (SELECT user_id FROM excluded_user)`;
      const users = await ids('user', active, [scoredSnapshot]);
      expect(retrained).toMatchObject({ state: 'live', scoredUsers: users.length });
    });

    it('answers how likely a user is to leave, and why', async () => {
      const { services, retrained } = of();
      const { trainedOnSnapshot, scoredSnapshot } = retrained[0]!;
      const users = await ids(
        'user',
        'SELECT user_id FROM churn_score WHERE snapshot_date = $1 ORDER BY hashint8(user_id) LIMIT 10',
        [scoredSnapshot],
      );
      expect(users).toHaveLength(10);
      for (const userId of users) {
        const path = `/churn/${encodeURIComponent(userId)}`;
        const answer = await services.churn.get<Record<string, unknown>>(path);
        expect(answer).toMatchObject({
          userId,
          snapshotDate: scoredSnapshot,
          horizonDays: 14,
          trainedOnSnapshot,
          modelVersion: 1,
          synthetic: true,
        });
        expect(answer['probability']).toBeGreaterThan(0);
        expect(answer['probability']).toBeLessThan(1);
        expect(answer['reasons']).toContainEqual(
          expect.objectContaining({ sentence: expect.stringMatching(/^[A-Z].*\.$/) as unknown }),
        );
      }
    });

    it('ranks users by what is lost with them, once their values are known', async () => {
      const { churn } = of().services;
      const users = await ids('user', 'SELECT DISTINCT user_id FROM churn_score ORDER BY 1');
      const stored = await churn.get('/admin/users/values', {
        method: 'PUT',
        rawBody: `user_id,value\n${users.map((id, n) => `${id},${n % 50}`).join('\n')}\n`,
        headers: { 'content-type': 'text/csv' },
      });
      expect(stored).toEqual({ users: users.length, erasedUsers: 0 });
      const { users: first } = await churn.get<{ users: { valueAtRisk: number }[] }>(
        '/churn?order=value&limit=100',
      );
      const atRisk = first.map(({ valueAtRisk }) => valueAtRisk);
      expect(atRisk).toEqual(atRisk.toSorted((a, b) => b - a));
      expect(atRisk[0]).toBeGreaterThan(30);
    });
  });

  describe('recommendations', () => {
    it('come from a live model that was evaluated on held-out days', async () => {
      expect(of().retrained[1]).toMatchObject({ version: 1, state: 'live' });
      const any = expect.any(Number) as unknown;
      const { models } = await of().services.recommender.get<{ models: object[] }>('/recommend/models');
      expect(models).toMatchObject([
        { state: 'live', synthetic: true, metrics: { k: 20, recall: any, ndcg: any, popularityNdcg: any } },
      ]);
    });

    it('say what comes after songs, as sessions judged it where plays have times of day', async () => {
      const { recommender } = of().services;
      const { report } = await recommender.get<{ report: { next: NextReport } }>('/recommend/models/1');
      const [song] = await ids(
        'song',
        'SELECT song_id FROM play_event WHERE song_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1',
      );
      const { next } = report;
      if (world.name === 'elsewhere') expect(next.sessions).toBeGreaterThan(100);
      else expect(next).toMatchObject({ ways: [], halfLife: null, coPlayWeight: 0 });
      const path = `/recommend/next?after=${encodeURIComponent(song!)}`;
      const { songs } = await recommender.get<SongsForUser>(path);
      expect(songs).toHaveLength(20);
      expect(songs.map(({ songId }) => songId)).not.toContain(song);
    });

    it('never name a song that the user has played', async () => {
      const users = await ids('user', `${LISTENERS} ORDER BY count(*) DESC, user_id LIMIT 20`);
      for (const userId of users) {
        const answer = await list(userId, 50);
        expect(answer).toMatchObject({ userId, synthetic: true, reason: null });
        const songs = answer.songs.map(({ songId }) => songId);
        expect(songs).toHaveLength(50);
        expect(new Set(songs).size).toBe(50);
        expectSource(answer, 'model');
        const sql = 'SELECT DISTINCT song_id FROM play_event WHERE user_id = $1 AND song_id IS NOT NULL';
        const known = new Set(await ids('song', sql, [world.internalId(userId)]));
        expect(songs.filter((songId) => known.has(songId))).toEqual([]);
        const scores = answer.songs.map(({ score }) => score);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
      }
    });

    it('never name a user who has played the song', async () => {
      const songs = await ids(
        'song',
        `SELECT song_id FROM play_event JOIN song USING (song_id) WHERE coalesce(length_seconds, 30) >= 30
         GROUP BY song_id ORDER BY count(DISTINCT user_id) DESC, song_id LIMIT 10`,
      );
      for (const songId of songs) {
        const path = `/recommend/songs/${encodeURIComponent(songId)}/users?limit=100`;
        const { users } = await of().services.recommender.get<UsersForSong>(path);
        expect(users).toHaveLength(100);
        const sql = 'SELECT DISTINCT user_id FROM play_event WHERE song_id = $1';
        const listeners = new Set(await ids('user', sql, [world.internalId(songId)]));
        expect(users.filter(({ userId }) => listeners.has(userId))).toEqual([]);
      }
    });

    it('are popular songs, marked as such, for a user without plays', async () => {
      const users = await ids(
        'user',
        'SELECT user_id FROM user_day GROUP BY user_id HAVING sum(plays + downloads) = 0 ORDER BY 1 LIMIT 3',
      );
      expect(users.length).toBeGreaterThan(0);
      for (const userId of users) {
        const answer = await list(userId);
        expect(answer.songs).toHaveLength(20);
        expect(new Set(answer.songs.map(({ source }) => source))).toEqual(new Set(['popular']));
        expect(answer.reason).toMatch(/not yet listened/);
      }
    });
  });

  it('metrics tell which models are served, how old they and the scores are, and what caches are good for', async () => {
    const [churn, recommender] = [await metricsOf(of(), 'churn'), await metricsOf(of(), 'recommender')];
    expect(churn.get('musicbox_model_version{kind="churn"}')).toBe(1);
    expect(recommender.get('musicbox_model_version{kind="recommender"}')).toBe(1);
    expect(churn.get('musicbox_churn_scores_lag_days')).toBe(0);
    for (const [series, name] of [
      [churn, 'musicbox_model_age_seconds{kind="churn"}'],
      [recommender, 'musicbox_model_age_seconds{kind="recommender"}'],
      [churn, 'musicbox_churn_scores_age_seconds'],
    ] as const) {
      expect(series.get(name)).toBeGreaterThan(0);
      expect(series.get(name)).toBeLessThan(3600);
    }
    for (const [series, cache] of [
      [churn, 'newest_scores'],
      [recommender, 'song_names'],
    ] as const) {
      expect(series.get(`musicbox_cache_lookups_total{cache="${cache}",result="miss"}`)).toBeGreaterThan(0);
      expect(series.get(`musicbox_cache_lookups_total{cache="${cache}",result="hit"}`)).toBeGreaterThan(0);
    }
  });

  describe('what was posted a moment ago', () => {
    let posted = 0;
    const songIds = ({ songs }: SongsForUser): string[] => songs.map(({ songId }) => songId);

    /** Posts whole plays of these songs, and answers the list of the user after it with the seconds from one answer to the other. */
    async function listAfterPlays(
      userId: string,
      songs: string[],
    ): Promise<{ after: SongsForUser; seconds: number }> {
      const events = songs.map((songId, n) => ({
        // No id of a user: those of events stay when the user is erased.
        eventId: `fresh-${posted++}`,
        kind: 'play',
        happenedAt: `2017-05-13T20:${10 + n}:00`,
        userId,
        songId,
        playSeconds: 200,
        songSeconds: 200,
      }));
      const question = { method: 'POST', body: { events }, key: ADMIN_KEY };
      const answer = await of().services.ingest.get('/events', question);
      expect(answer).toMatchObject({ accepted: songs.length, rejected: 0 });
      const answered = performance.now();
      const after = await list(userId);
      return { after, seconds: (performance.now() - answered) / 1000 };
    }

    it('is in the next list of this user within a second, without a training', async () => {
      const [userId] = await ids('user', `${LISTENERS} ORDER BY abs(count(*) - 60), user_id LIMIT 1`);
      const before = await list(userId!);
      expect(before).toMatchObject({ freshEvents: 0, modelVersion: 1 });
      // Nothing is learned from songs that hardly anybody has heard.
      const fromModel = before.songs.filter(({ source }) => source === 'model');
      const played = fromModel.slice(4, 10).map(({ songId }) => songId);
      expect(played.length).toBeGreaterThan(2);
      const { after, seconds } = await listAfterPlays(userId!, played);
      expect(seconds).toBeLessThan(1);
      expect(after).toMatchObject({ freshEvents: played.length, modelVersion: 1, reason: null });
      expectSource(after, 'fold-in');
      expect(songIds(after).filter((songId) => played.includes(songId))).toEqual([]);
      // Not only are the played songs gone: the rest has another order.
      const rest = songIds(before).filter((songId) => !played.includes(songId));
      expect(songIds(after).slice(0, rest.length)).not.toEqual(rest);
    });

    it('makes the list of somebody nobody knew personal at once', async () => {
      const { recommender } = of().services;
      expect((await recommender.ask(`/recommend/${NEWCOMER}`)).status).toBe(404);
      const popular = await recommender.get<SongsForUser>('/recommend/popular?limit=3');
      const { after, seconds } = await listAfterPlays(NEWCOMER, songIds(popular));
      expect(seconds).toBeLessThan(1);
      expect(after).toMatchObject({ userId: NEWCOMER, freshEvents: 3, modelVersion: 1, reason: null });
      expectSource(after, 'fold-in');
      expect(after.songs).toHaveLength(20);
    });
  });

  it('the services print no error, key or address', () => {
    const { ingest, churn, recommender } = of().services;
    for (const { output } of [ingest, churn, recommender]) {
      expect(output).not.toMatch(/"level":"error"/);
      expect(output).not.toContain(ADMIN_KEY);
      // Addresses of RFC 5737 stand in the sample logs, by the hundred.
      expect(output).not.toMatch(/(192\.0\.2|198\.51\.100|203\.0\.113)\.\d/);
    }
  });
}

/** What a service says at the address that it prints. */
export const metricsOf = (
  { services }: Pick<Journey, 'services'>,
  name: 'ingest' | 'churn' | 'recommender',
): ReturnType<typeof scrape> => scrape(/Metrics on (\S+\/metrics)/.exec(services[name].output)![1]!);
