import { bestHalfLife, evaluateRepeats, tryHalfLife } from './evaluate-repeats.js';

const RULE = { halfLifeDays: 7, minSongSeconds: 30 };

it('measures each ranking on the same users, and how far the score is ahead', () => {
  const user = {
    userId: '1',
    byScore: ['1', '2'],
    byTimes: ['2', '1'],
    byLastDay: ['3', '2'],
    wanted: ['1'],
  };
  const report = evaluateRepeats([user, user], 2, RULE, '2017-05-05', []);
  expect(report.score!.ndcg.value).toBe(1);
  expect(report.frequency!.ndcg.value).toBeCloseTo(1 / Math.log2(3));
  expect(report.frequency!.recall.value).toBe(1);
  expect(report.recency!.recall.value).toBe(0);
  expect(report.aheadOf!.recency.value).toBe(1);
});

it('has no metric without a user', () => {
  expect(evaluateRepeats([], 20, RULE, null, [])).toEqual({
    rule: RULE,
    cut: null,
    k: 20,
    users: 0,
    halfLives: [],
    score: null,
    frequency: null,
    recency: null,
    aheadOf: null,
  });
});

describe('half-lives', () => {
  const ranked = (userId: number, byScore: string[]) => ({
    userId: String(userId),
    byScore,
    byTimes: [],
    byLastDay: [],
    wanted: ['1'],
  });
  const users = (count: number, list: (n: number) => string[]) =>
    Array.from({ length: count }, (_, n) => ranked(n, list(n)));

  it('are compared by the users that both rank', () => {
    const trial = tryHalfLife(
      30,
      users(40, () => ['1', '2']),
      users(50, () => ['2', '1']).slice(10),
      2,
    );
    expect([trial.halfLifeDays, trial.users]).toEqual([30, 30]);
    expect(trial.gain!.value).toBeCloseTo(1 - 1 / Math.log2(3));
  });

  it('are kept where the gain may be chance, or nobody can tell', () => {
    const usual = users(40, () => ['2', '1']);
    const chance = users(40, (n) => (n < 2 ? ['1', '2'] : n < 4 ? ['2', '3'] : ['2', '1']));
    const better = (days: number) =>
      tryHalfLife(
        days,
        users(40, (n) => (n < days ? ['1', '2'] : ['2', '1'])),
        usual,
        2,
      );
    expect(bestHalfLife([tryHalfLife(30, chance, usual, 2)])).toBe(7);
    expect(bestHalfLife([tryHalfLife(30, [], usual, 2)])).toBe(7);
    expect(bestHalfLife([better(14), better(20), better(1)])).toBe(20);
  });
});
