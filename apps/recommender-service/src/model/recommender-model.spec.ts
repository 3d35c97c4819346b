import { RecommenderModel } from './recommender-model.js';

/**
 * Users 1, 2, 3 with vectors (1, 0), (0, 1), none; songs 10, 20, 30, 40 with (1, 0), (0, 1), (0.5, 0.5), (0.5, 0.5).
 * User 1 has played song 10, user 2 songs 20 and, without liking it, 30; user 3 has skipped song 10.
 */
const model = new RecommenderModel({
  factors: 2,
  userIds: BigInt64Array.of(1n, 2n, 3n),
  songIds: BigInt64Array.of(10n, 20n, 30n, 40n),
  userFactors: Float32Array.of(1, 0, 0, 1, 0, 0),
  songFactors: Float32Array.of(1, 0, 0, 1, 0.5, 0.5, 0.5, 0.5),
  played: {
    rows: 3,
    columns: 4,
    starts: Int32Array.of(0, 1, 3, 4),
    indices: Int32Array.of(0, 1, 2, 0),
    weights: Float32Array.of(1, 2, 0, 0),
  },
  listeners: Uint32Array.of(1, 1, 0, 0),
  devices: Uint8Array.of(1, 2, 3),
});

describe('RecommenderModel', () => {
  it('ranks songs for a user without those played or skipped, ties by song id', () => {
    expect(model.songsFor('1', 10)).toEqual([
      { songId: '30', score: 0.5, source: 'als' },
      { songId: '40', score: 0.5, source: 'als' },
      { songId: '20', score: 0, source: 'als' },
    ]);
    expect(model.songsFor('2', 10).map(({ songId }) => songId)).toEqual(['40', '10']);
    expect(model.songsFor('1', 1)).toHaveLength(1);
  });

  it('gives popular songs, marked as such, to users without a history, known or not', () => {
    expect(model.songsFor('3', 2)).toEqual([
      { songId: '20', score: 0.5, source: 'popular' },
      { songId: '30', score: 0, source: 'popular' },
    ]);
    expect(model.songsFor('999', 1)).toEqual([{ songId: '10', score: 0.5, source: 'popular' }]);
  });

  it('ranks users for a song without its listeners and without users that have no history', () => {
    expect(model.usersFor('10', 10)).toEqual([{ userId: '2', score: 0, device: 2, source: 'als' }]);
    expect(model.usersFor('40', 10)).toEqual([
      { userId: '1', score: 0.5, device: 1, source: 'als' },
      { userId: '2', score: 0.5, device: 2, source: 'als' },
    ]);
    expect(model.usersFor('999', 10)).toEqual([]);
  });

  it('knows whom and what it holds', () => {
    expect([model.hasUser('3'), model.hasUser('4'), model.hasSong('40'), model.hasSong('41')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});
