import { plannedEnd, visibleDifference } from './visible-difference.js';

describe('the smallest visible difference', () => {
  it('is that of the textbook: 3,839 each for 10 % against 12 %, nearly', () => {
    expect(visibleDifference(0.11, 2 * 3_839, 0.5)).toBeCloseTo(0.02, 3);
  });

  it('halves with four times as many impressions, and is larger where the challenger has few', () => {
    expect(visibleDifference(0.1, 40_000, 0.5)).toBeCloseTo(visibleDifference(0.1, 10_000, 0.5) / 2, 12);
    expect(visibleDifference(0.1, 10_000, 0.05)).toBeGreaterThan(visibleDifference(0.1, 10_000, 0.5));
  });
});

it('an experiment ends when the planned impressions are reached at the rate of the counted days', () => {
  const counted = { from: '2026-11-01', to: '2026-11-10' };
  expect(plannedEnd(10_000, 5_000, counted)).toBe('2026-11-30');
  expect(plannedEnd(1, 5_000, counted)).toBe('2026-11-11');
});
