import { NUMBERS } from './arithmetic.js';
import type { Quantity } from './quantity.js';

/**
 * A middle value of each quantity among some users (rows x quantities), to compare one user with: of amounts,
 * which are heavy-tailed, exp(mean(log(1 + x))) - 1; otherwise the mean. Those who have none count with the
 * quantity's `never`, else not at all; null for a code, or where no user has a value.
 */
export function typicalValues(quantities: readonly Quantity[], values: Float64Array): (number | null)[] {
  return quantities.map(({ unit, never }, j) => {
    if (unit === 'code') return null;
    const isAmount = unit === 'count' || unit === 'seconds';
    let sum = 0;
    let count = 0;
    for (let at = j; at < values.length; at += quantities.length) {
      const value = Number.isNaN(values[at]!) ? (never ?? NaN) : values[at]!;
      if (Number.isNaN(value)) continue;
      sum += isAmount ? NUMBERS.log1p(value) : value;
      count++;
    }
    if (count === 0) return null;
    return isAmount ? Math.expm1(sum / count) : sum / count;
  });
}
