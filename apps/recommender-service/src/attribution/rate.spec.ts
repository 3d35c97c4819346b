import { rateOf } from './rate.js';

describe('rateOf', () => {
  it('gives Wilson intervals', () => {
    // Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 and 0 of 20.
    expect(rateOf(81, 263)).toEqual({
      value: 0.307985,
      low: expect.closeTo(0.2553, 4),
      high: expect.closeTo(0.3662, 4),
    });
    expect(rateOf(0, 20)).toEqual({ value: 0, low: 0, high: expect.closeTo(0.1611, 4) });
    expect(rateOf(3, 3)!.high).toBe(1);
  });

  it('is nothing without a case', () => {
    expect(rateOf(0, 0)).toBeNull();
  });
});
