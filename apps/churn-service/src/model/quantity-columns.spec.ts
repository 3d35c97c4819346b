import { NUMBERS } from './arithmetic.js';
import { logarithm } from './quantity-columns.js';

describe('logarithm', () => {
  it('is the one of every amount, looked up or not', () => {
    const { encode } = logarithm('amount', 30);
    const whole = Array.from({ length: 1_100 }, (_, amount) => amount);
    for (const amount of [...whole, 0.5, 7.25, -0.5, 2 ** 32 + 7])
      expect(encode(amount, NUMBERS)).toBe(Math.log1p(amount));
    expect(encode(NaN, NUMBERS)).toBe(Math.log1p(30));
  });
});
