import type { Quantity, QuantityUnit } from './quantity.js';
import { typicalValues } from './typical-values.js';

const quantity = (unit: QuantityUnit, never?: number): Quantity => ({
  name: unit,
  family: 'plays',
  unit,
  meaning: unit,
  value: (row) => row[0]!,
  columns: [],
  ...(never === undefined ? {} : { never }),
  fact: String,
});
const typical = (of: Quantity, values: number[]) => typicalValues([of], Float64Array.from(values))[0];

describe('typicalValues', () => {
  it('are a middle of amounts that one heavy user does not move much, and a mean of days', () => {
    expect(typical(quantity('count'), [0, 3, 15])).toBeCloseTo(3, 10);
    expect(typical(quantity('count'), [0, 3, 15, 1_000_000])).toBeLessThan(100);
    expect(typical(quantity('days', 30), [0, 10, NaN])).toBeCloseTo(40 / 3, 10);
  });

  it('of shares are means of those who have one, and null where nobody has or it is a code', () => {
    expect(typical(quantity('share'), [0.5, NaN, 0.7])).toBeCloseTo(0.6, 12);
    expect(typical(quantity('share'), [NaN, NaN])).toBeNull();
    expect(typical(quantity('code'), [1, 2])).toBeNull();
  });
});
