import { SeededRandom } from '#ml';
import { ScoreColumns } from './held-scores.js';
import type { StoredScore } from './scores.repository.js';

function score(userId: bigint, change: Partial<StoredScore> = {}): StoredScore {
  return {
    userId: userId.toString(),
    probability: 0.734,
    features: Float32Array.of(1, NaN),
    churned: null,
    ...change,
  };
}

describe('ScoreColumns', () => {
  it.each([1, 2, 3])('finds who is there as stored, and nobody else (seed %d)', (seed) => {
    const random = new SeededRandom(seed);
    const ids = [...new Set(Array.from({ length: 500 }, () => BigInt(random.int(2_000))))];
    ids.push(0n, 2n ** 63n - 1n);
    const scores = [...new Set(ids)]
      .sort((a, b) => (a < b ? -1 : 1))
      .map((id) =>
        score(id, {
          probability: random.next(),
          features: Float32Array.of(random.next(), random.int(2) === 0 ? NaN : random.next()),
          churned: [null, true, false][random.int(3)]!,
        }),
      );
    const columns = new ScoreColumns(scores.length, 2);
    for (const one of scores) columns.add(one);
    const byId = new Map(scores.map((one) => [one.userId, one]));
    for (let id = 0; id < 2_005; id++) expect(columns.find(String(id))).toEqual(byId.get(String(id)) ?? null);
    expect(columns.find('9223372036854775807')).toEqual(scores.at(-1));
  });

  it('takes neither too many users nor users out of order', () => {
    const columns = new ScoreColumns(2, 2);
    columns.add(score(5n));
    expect(() => columns.add(score(5n))).toThrow(RangeError);
    expect(() => columns.add(score(4n))).toThrow(RangeError);
    columns.add(score(6n));
    expect(() => columns.add(score(7n))).toThrow('User 7 has no place among 2 ascending users.');
    expect(columns.find('7')).toBeNull();
  });
});
