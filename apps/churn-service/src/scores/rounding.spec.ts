import { roundToCents, singlePrecision } from './rounding.js';

describe('singlePrecision', () => {
  it('has the digits that PostgreSQL writes for a real', () => {
    // SELECT 0.7340123456789::real, (1e-7 / 3)::real, 0.1::real, 16777217::real, 0.95257413::real
    expect([0.7340123456789, 1e-7 / 3, 0.1, 16_777_217, 0.95257413].map(singlePrecision)).toEqual([
      0.73401237, 3.3333333e-8, 0.1, 16_777_216, 0.95257413,
    ]);
    expect([0, 1, NaN].map(singlePrecision)).toEqual([0, 1, NaN]);
  });

  it('changes no single-precision number, and nothing twice', () => {
    for (let i = 1; i < 2_000; i++) {
      const value = 1 / (1 + Math.exp(8 - i / 125));
      const short = singlePrecision(value);
      expect(Math.fround(short)).toBe(Math.fround(value));
      expect(singlePrecision(short)).toBe(short);
    }
  });
});

describe('roundToCents', () => {
  it('has two decimals, and no minus before nothing', () => {
    expect([12450.404999, -3.456, 0.1 + 0.2, 1e18, 7].map(roundToCents)).toEqual([
      12450.4, -3.46, 0.3, 1e18, 7,
    ]);
    expect(Object.is(roundToCents(-0.001), 0)).toBe(true);
  });
});
