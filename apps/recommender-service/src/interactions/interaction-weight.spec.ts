import { dampedWeight, decayOver } from './interaction-weight.js';

describe('decayOver', () => {
  it.each([
    [0, 7, 1],
    [7, 7, 0.5],
    [14, 7, 0.25],
    [3, 6, Math.SQRT1_2],
    [1_000, 0, 1],
  ])('after %d days at a half-life of %d days leaves %d', (days, halfLife, share) => {
    expect(decayOver(days, halfLife)).toBeCloseTo(share, 12);
  });
});

describe('dampedWeight', () => {
  it('is the sum itself, or log(1 + sum)', () => {
    expect(dampedWeight(4.25, { logDamping: false })).toBe(4.25);
    expect(dampedWeight(4.25, { logDamping: true })).toBeCloseTo(Math.log(5.25), 12);
  });

  it('is 0 for skips alone, damped or not', () => {
    expect(dampedWeight(0, { logDamping: true })).toBe(0);
    expect(dampedWeight(0, { logDamping: false })).toBe(0);
  });
});
