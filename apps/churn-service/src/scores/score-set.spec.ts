import { percentileOf } from './score-set.js';

describe('percentileOf', () => {
  const thousand = Array.from({ length: 1001 }, (_, i) => Math.max(1, i) / 1000);

  it('is the percentage of the population with a lower probability', () => {
    expect(percentileOf(0.001, thousand)).toBe(0);
    expect(percentileOf(0.5, thousand)).toBe(49.9);
    expect(percentileOf(1, thousand)).toBe(99.9);
    expect(percentileOf(0.0001, thousand)).toBe(0);
    expect(percentileOf(2, thousand)).toBe(100);
  });

  it('puts equal users below nobody', () => {
    expect(percentileOf(0.3, new Array<number>(1001).fill(0.3))).toBe(0);
  });

  it('is unknown where nobody has been scored', () => {
    expect(percentileOf(0.3, null)).toBeNull();
    expect(percentileOf(0.3, [])).toBeNull();
  });
});
