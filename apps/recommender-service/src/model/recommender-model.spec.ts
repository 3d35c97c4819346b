import { FoldIn } from '#kernels';
import { SeededRandom } from '#ml';
import { listenerOf } from '../listener/listener.js';
import type { HistoryEvent } from '../listener/listener.js';
import { reasonsFor } from '../answers/song-lists.js';
import { rankSongs } from '../answers/song-ranking.js';
import type { SongRequest } from '../answers/best-songs.js';
import { factorsAlone } from '../engines/fit-model.js';
import { modelInMemory } from '../../../../test/support/fixtures/model-in-memory.js';
import type { RecommenderModel } from './recommender-model.js';

/**
 * Users 1, 2, 3 with vectors (1, 0), (0, 1), none; songs 10, 20, 30, 40 with (1, 0), (0, 1), (0.5, 0.5), (0.5, 0.5).
 * User 1 has played song 10, user 2 songs 20 and, without liking it, 30; user 3 has skipped song 10.
 */
const VECTORS = [Float32Array.of(1, 0), Float32Array.of(0, 1), null];
function created(
  { factorShare, itemWeights } = factorsAlone(4),
  isCold = new Uint8Array(4),
): RecommenderModel {
  return modelInMemory({
    factors: 2,
    userIds: BigInt64Array.of(1n, 2n, 3n),
    songIds: BigInt64Array.of(10n, 20n, 30n, 40n),
    userFactors: Float32Array.of(1, 0, 0, 1, 0, 0),
    songFactors: Float32Array.of(1, 0, 0, 1, 0.5, 0.5, 0.5, 0.5),
    factorShare,
    itemWeights,
    played: {
      rows: 3,
      columns: 4,
      starts: Int32Array.of(0, 1, 3, 4),
      indices: Int32Array.of(0, 1, 2, 0),
      weights: Float32Array.of(1, 2, 0, 0),
    },
    listeners: Uint32Array.of(1, 1, 0, 0),
    isCold,
    devices: Uint8Array.of(1, 2, 3),
  });
}
const model = created();
const request: SongRequest = {
  limit: 10,
  exclude: [],
  include: null,
  includePlayed: false,
  diversity: 0,
  minScore: -Infinity,
  constraints: null,
};

function songsFor(userId: string, change: Partial<SongRequest> = {}, events: HistoryEvent[] = []) {
  const user = model.findUser(userId);
  const listener = listenerOf(model, user, VECTORS[user] ?? null, events);
  const { rows, scores } = rankSongs(model, listener, { ...request, ...change });
  return { source: listener.source, ids: rows.map((row) => Number(model.songIds[row])), scores };
}

const download = (songId: string): HistoryEvent => ({
  songId,
  kind: 'download',
  share: 0,
  day: '2017-05-13',
});
const skip = (songId: string): HistoryEvent => ({
  ...download(songId),
  kind: 'play',
});

describe('songs for a user', () => {
  it('come without those played or skipped, ties by song id', () => {
    expect(songsFor('1')).toEqual({ source: 'model', ids: [30, 40, 20], scores: [0.5, 0.5, 0] });
    expect(songsFor('2').ids).toEqual([40, 10]);
    expect(songsFor('1', { limit: 1 }).ids).toEqual([30]);
  });

  it('are popular ones, marked as such, for users without a history, known or not', () => {
    expect(songsFor('3', { limit: 2 })).toEqual({ source: 'popular', ids: [20, 30], scores: [0.5, 0] });
    expect(songsFor('999', { limit: 1 })).toEqual({ source: 'popular', ids: [10], scores: [0.5] });
  });

  it('are those of the newest days first for such users, ties in the order of all days', () => {
    const own = created();
    own.followRecent({ songIds: BigInt64Array.of(30n, 77n), listeners: Uint32Array.of(3, 9), people: 12 });
    const popular = rankSongs(own, listenerOf(own, -1, null, []), { ...request, limit: 4 });
    expect(popular.rows).toEqual([2, 0, 1, 3]);
    expect(popular.scores).toEqual([0.25, 0, 0, 0]);
  });

  it('honour what is asked to be in, out and above', () => {
    expect(songsFor('1', { includePlayed: true }).ids).toEqual([10, 30, 40, 20]);
    expect(songsFor('1', { exclude: [2] }).ids).toEqual([40, 20]);
    expect(songsFor('1', { include: [3, 1, 0, 3] }).ids).toEqual([40, 20]);
    expect(songsFor('1', { minScore: 0.5 }).ids).toEqual([30, 40]);
    expect(songsFor('999', { include: [2, 3], exclude: [3] }).ids).toEqual([30]);
  });

  it('change with an event that came after the training', () => {
    // (Yt Y + I + 2 y y) x = 3 y of song 20 with Yt Y = (1.5, 0.5; 0.5, 1.5): x = (-0.13..., 0.68...).
    const { source, ids, scores } = songsFor('999', {}, [download('20')]);
    expect(source).toBe('fold-in');
    expect(ids).toEqual([30, 40, 10]);
    const determinant = 2.5 * 4.5 - 0.25;
    expect(scores[0]).toBeCloseTo((0.5 * (2.5 * 3 - 0.5 * 3)) / determinant, 6);
    expect(scores[2]).toBeCloseTo((-0.5 * 3) / determinant, 6);
  });

  it('leave out a song skipped since, and keep the trained vector', () => {
    expect(songsFor('1', {}, [skip('30')])).toEqual({ source: 'model', ids: [40, 20], scores: [0.5, 0] });
    expect(songsFor('999', {}, [skip('10')])).toMatchObject({ source: 'popular', ids: [20, 30, 40] });
  });

  it('know nothing of songs outside the model', () => {
    expect(songsFor('1', {}, [download('77')])).toMatchObject({ source: 'model', ids: [30, 40, 20] });
  });

  it('are explained by the own songs, whose contributions are the whole score of a vector that was folded in', () => {
    const listener = listenerOf(model, -1, null, [download('20'), download('10')]);
    const { rows, scores } = rankSongs(model, listener, request);
    const reasons = reasonsFor(model, listener, rows);
    rows.forEach((_, n) => {
      const sum = reasons[n]!.reduce((total, { contribution }) => total + contribution, 0);
      expect(Math.abs(sum - scores[n]!)).toBeLessThan(1e-5);
    });
    expect(reasonsFor(model, listenerOf(model, 2, null, []), [1])).toEqual([[]]);
  });
});

describe('RecommenderModel', () => {
  it('never finds users without a history, and knows who has met a song', () => {
    expect([...model.users.top(Float32Array.of(1, 1), 10, []).indices]).toEqual([0, 1]);
    expect([...model.listenersOf(0)]).toEqual([0, 2]);
    expect([model.findUser('3'), model.findUser('4'), model.findSong('40'), model.findSong('41')]).toEqual([
      2, -1, 3, -1,
    ]);
  });

  it('compares songs by direction', () => {
    const { indices, scores } = created().songs.nearest(Float32Array.of(3, 3), 2, [2]);
    expect([...indices]).toEqual([3, 0]);
    expect(scores[0]).toBeCloseTo(1, 4);
    expect(scores[1]).toBeCloseTo(Math.SQRT1_2, 4);
  });

  it('leaves hidden songs out of every kind of list and takes them in again', () => {
    const own = created();
    expect([...own.songs.nearest(Float32Array.of(1, 0), 9).indices]).toContain(2);
    own.hideSongs(['30', '999']);
    const listener = listenerOf(own, 0, VECTORS[0]!, []);
    const popular = listenerOf(own, -1, null, []);
    expect(rankSongs(own, listener, request).rows).toEqual([3, 1]);
    expect(rankSongs(own, listener, { ...request, include: [2, 3] }).rows).toEqual([3]);
    expect(rankSongs(own, popular, request).rows).toEqual([0, 1, 3]);
    expect([...own.songs.nearest(Float32Array.of(1, 0), 9).indices]).not.toContain(2);
    own.hideSongs(['40']);
    expect(rankSongs(own, listener, request).rows).toEqual([2, 1]);
    own.hideSongs([]);
    expect(rankSongs(own, listener, request).rows).toEqual([2, 3, 1]);
  });

  it('keeps cold songs out of what is near a song and out of fold-ins', () => {
    const own = created(factorsAlone(4), Uint8Array.of(0, 0, 1, 0));
    expect([0, 1, 2, 3].map((song) => own.isCold(song))).toEqual([false, false, true, false]);
    expect([...own.nearestSongs(3, 9, [1]).indices]).toEqual([0]);
    // A cold song has the direction of its singer: others are near to it all the same.
    expect(own.nearestSongs(2, 9, []).indices[0]).toBe(3);
    const history = own.history(0);
    const learned = new FoldIn(2, own.rule.objective);
    learned.add(Float32Array.of(1, 0, 0, 1, 0.5, 0.5));
    expect([...own.foldIn(history)]).toEqual([...learned.solve(Float32Array.of(1, 0), [1])]);
    expect([...own.foldIn(history)]).not.toEqual([...created().foldIn(history)]);
  });

  it('puts different songs first when asked to, over pages as over one list', () => {
    const own = created();
    const listener = listenerOf(own, 0, VECTORS[0]!, []);
    const diverse = { ...request, diversity: 0.8 };
    const whole = rankSongs(own, listener, diverse).rows;
    expect(whole).toEqual([2, 1, 3]);
    const first = rankSongs(own, listener, { ...diverse, limit: 1 });
    const second = rankSongs(own, listener, { ...diverse, limit: 1 }, first.rows);
    const third = rankSongs(own, listener, { ...diverse, limit: 1 }, [...first.rows, ...second.rows]);
    expect([...first.rows, ...second.rows, ...third.rows]).toEqual(whole);
    expect(third.hasMore).toBe(false);
  });
});

describe('a blend of factors and item weights', () => {
  /** Song 10 speaks for 20 by 0.9 and against 30 by 0.75, song 20 for 40 by 0.5. */
  const blended = (popularity?: Float32Array) =>
    created({
      ...(popularity && { popularity }),
      factorShare: 0.5,
      itemWeights: {
        rows: 4,
        columns: 4,
        starts: Int32Array.of(0, 2, 3, 3, 3),
        indices: Int32Array.of(1, 2, 3),
        weights: Float32Array.of(0.9, -0.75, 0.5),
      },
    });

  it('ranks songs by the sum of both', () => {
    const own = blended();
    const listener = listenerOf(own, 0, VECTORS[0]!, []);
    const { rows, scores } = rankSongs(own, listener, request);
    expect(rows).toEqual([1, 3, 2]);
    [0.9, 0.25, -0.5].forEach((score, n) => expect(scores[n]).toBeCloseTo(score, 5));
    expect(rankSongs(own, listener, { ...request, include: [2, 1] }).rows).toEqual([1, 2]);
    own.hideSongs(['20']);
    expect(rankSongs(own, listener, request).rows).toEqual([3, 2]);
  });

  it('finds similar songs by both', () => {
    const model = blended();
    const byFactors = (song: number) => {
      const { indices, scores } = model.songs.nearest(model.songs.vector(0), 4, []);
      return scores[indices.indexOf(song)]!;
    };
    const { indices, scores } = model.nearestSongs(0, 3, []);
    const similarity = (song: number) => scores[indices.indexOf(song)]!;
    // Of song 10 the largest item weight is the one for 20; for 40 it has none.
    expect(similarity(1)).toBeCloseTo(0.5 * byFactors(1) + 0.5, 4);
    expect(similarity(2)).toBeCloseTo(0.5 * byFactors(2) - (0.5 * 0.75) / 0.9, 4);
    expect(similarity(3)).toBeCloseTo(0.5 * byFactors(3), 4);
    model.hideSongs(['20']);
    expect(model.nearestSongs(0, 3, []).indices).not.toContain(1);
  });

  it.each([null, Float32Array.of(0, 0, 0, 0.25)])(
    'ranks users for a song by the same scores',
    (popularity) => {
      const own = blended(popularity ?? undefined);
      const { indices, scores } = own.usersFor(3, 5, []);
      expect([...indices]).toEqual([1, 0]);
      for (const [n, user] of indices.entries()) {
        const listener = listenerOf(own, user, VECTORS[user]!, []);
        expect(scores[n]).toBeCloseTo(rankSongs(own, listener, { ...request, include: [3] }).scores[0]!, 6);
      }
      expect([...own.usersFor(1, 5, [0]).indices]).toEqual([1]);
    },
  );

  it('ranks users for a song by the same scores, however many its item weights reach', () => {
    const users = 6_000;
    const random = new SeededRandom(3);
    const own = modelInMemory({
      factors: 1,
      userIds: BigInt64Array.from({ length: users }, (_, user) => BigInt(user)),
      songIds: BigInt64Array.of(1n, 2n, 3n),
      userFactors: Float32Array.from({ length: users }, () => random.normal()),
      songFactors: Float32Array.of(1, 1, 1),
      factorShare: 0.5,
      itemWeights: {
        rows: 3,
        columns: 3,
        starts: Int32Array.of(0, 1, 2, 2),
        indices: Int32Array.of(2, 2),
        weights: Float32Array.of(0.2, 0.1),
      },
      played: {
        rows: users,
        columns: 3,
        starts: Int32Array.from({ length: users + 1 }, (_, user) => user),
        indices: Int32Array.from({ length: users }, (_, user) => user % 2),
        weights: new Float32Array(users).fill(1),
      },
      listeners: Uint32Array.of(users / 2, users / 2, 0),
      isCold: new Uint8Array(3),
      devices: new Uint8Array(users),
    });
    const scoreOf = (user: number) =>
      own.score({ vector: own.users.vector(user), history: own.history(user) }, 2);
    const expected = Array.from({ length: users }, (_, user) => scoreOf(user)).sort((a, b) => b - a);
    const { indices, scores } = own.usersFor(2, users, []);
    expect(indices).toHaveLength(users);
    for (const [n, user] of indices.entries()) {
      expect(scores[n]).toBeCloseTo(expected[n]!, 5);
      expect(scores[n]).toBeCloseTo(scoreOf(user), 5);
    }
  });

  it('knows of a song liked a moment ago, and explains with both parts', () => {
    const own = blended();
    const listener = listenerOf(own, -1, null, [download('10'), download('20')]);
    const { rows, scores } = rankSongs(own, listener, request);
    expect(rows).toEqual([3, 2]);
    const [forFirst] = reasonsFor(own, listener, rows);
    expect(forFirst!.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(scores[0]!, 5);
    expect(forFirst![0]!.song).toBe(1);
  });
});
