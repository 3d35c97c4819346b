import { evaluateRepeats } from './evaluate-repeats.js';

const RULE = { halfLifeDays: 30, minSongSeconds: 30 };

it('measures each ranking on the same users, and how far the score is ahead', () => {
  const user = { byScore: ['1', '2'], byTimes: ['2', '1'], byLastDay: ['3', '2'], wanted: ['1'] };
  const report = evaluateRepeats([user, user], 2, RULE, '2017-05-05');
  expect(report.score!.ndcg.value).toBe(1);
  expect(report.frequency!.ndcg.value).toBeCloseTo(1 / Math.log2(3));
  expect(report.frequency!.recall.value).toBe(1);
  expect(report.recency!.recall.value).toBe(0);
  expect(report.aheadOf!.recency.value).toBe(1);
});

it('has no metric without a user', () => {
  expect(evaluateRepeats([], 20, RULE, null)).toEqual({
    rule: RULE,
    cut: null,
    k: 20,
    users: 0,
    score: null,
    frequency: null,
    recency: null,
    aheadOf: null,
  });
});
