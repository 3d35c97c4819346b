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
    const columns = new ScoreColumns(scores.length, 2, 0);
    for (const one of scores) columns.add(one);
    const byId = new Map(scores.map((one) => [one.userId, one]));
    expect(columns.users).toBe(scores.length);
    for (let id = 0; id < 2_005; id++) expect(columns.find(String(id))).toEqual(byId.get(String(id)) ?? null);
    expect(columns.find('9223372036854775807')).toEqual(scores.at(-1));
  });

  it.each([1, 2, 3])('ranks as PostgreSQL does, page by page (seed %d)', (seed) => {
    const random = new SeededRandom(seed);
    const scores = Array.from({ length: 700 }, (_, i) =>
      score(BigInt(3 * i + random.int(3)), {
        probability: Math.fround(random.int(200) / 199),
        features: Float32Array.of(NaN, random.int(30)),
      }),
    );
    const columns = new ScoreColumns(scores.length, 2, 1);
    for (const one of scores) columns.add(one);
    for (const [from, below, days] of [
      [0, Infinity, null],
      [0.4, 0.7, null],
      [0.7, Infinity, { least: 7, most: 13 }],
      [100 / 199, 1, { least: 0, most: 0 }],
      [0.9, 0.4, null],
      [0, Infinity, { least: 40, most: 46 }],
    ] as const) {
      const expected = scores
        .filter(({ probability }) => probability >= Math.fround(from) && probability < Math.fround(below))
        .filter(({ features: [, first] }) => days === null || (first! >= days.least && first! <= days.most))
        .sort((a, b) => b.probability - a.probability || Number(BigInt(a.userId) - BigInt(b.userId)));
      const limit = 1 + random.int(50);
      const ranked: StoredScore[] = [];
      for (;;) {
        const behind = ranked.at(-1) ?? { probability: Infinity, userId: '0' };
        const page = columns.ranked({ from, below, behind, limit }, days);
        ranked.push(...page);
        if (page.length < limit) break;
      }
      expect(ranked).toEqual(expected);
    }
  });

  it('takes neither too many users nor users out of order', () => {
    const columns = new ScoreColumns(2, 2, 0);
    columns.add(score(5n));
    expect(() => columns.add(score(5n))).toThrow(RangeError);
    expect(() => columns.add(score(4n))).toThrow(RangeError);
    columns.add(score(6n));
    expect(() => columns.add(score(7n))).toThrow('User 7 has no place among 2 ascending users.');
    expect(columns.find('7')).toBeNull();
  });

  it('knows what it takes up', () => {
    expect(ScoreColumns.bytesOf(58_000, 51)).toBe(58_000 * (8 + 8 + 204 + 1 + 2 + 6));
  });
});
