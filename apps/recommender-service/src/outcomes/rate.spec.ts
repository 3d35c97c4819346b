import { rateOf } from './rate.js';

describe('rateOf', () => {
  it('gives Wilson intervals', () => {
    // Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 and 0 of 20.
    const some = rateOf(81, 263)!;
    expect(some.value).toBe(0.307985);
    expect(some.low).toBeCloseTo(0.2553, 4);
    expect(some.high).toBeCloseTo(0.3662, 4);
    expect(rateOf(0, 20)).toMatchObject({ value: 0, low: 0 });
    expect(rateOf(0, 20)!.high).toBeCloseTo(0.1611, 4);
    expect(rateOf(3, 3)!.high).toBe(1);
  });

  it('is nothing without a case', () => {
    expect(rateOf(0, 0)).toBeNull();
  });
});
