import { roundToCents } from './round-to-cents.js';

describe('roundToCents', () => {
  it('has two decimals, and no minus before nothing', () => {
    expect([12450.404999, -3.456, 0.1 + 0.2, 1e18, 7].map(roundToCents)).toEqual([
      12450.4, -3.46, 0.3, 1e18, 7,
    ]);
    expect(Object.is(roundToCents(-0.001), 0)).toBe(true);
  });
});
