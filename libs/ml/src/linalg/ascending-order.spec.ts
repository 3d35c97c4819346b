import { SeededRandom } from '../random/seeded-random.js';
import { ascendingOrder } from './ascending-order.js';

const byFunction = (values: Float64Array) =>
  Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);

describe('ascendingOrder', () => {
  it('is that of a sort by a function, equal values in their order', () => {
    const random = new SeededRandom(5);
    const kinds: (() => number)[] = [
      () => random.next(),
      () => random.normal() * 10 ** (random.int(40) - 20),
      () => random.int(7) - 3,
      () => (random.int(2) === 0 ? 0 : -0),
      () => 1 + random.int(3) * Number.EPSILON,
      // Differences in the bits of both words.
      () => 1 + random.int(1_024) * 2 ** -26,
      () => (random.int(9) === 0 ? -Infinity : random.int(9) === 0 ? Infinity : random.normal()),
      () => (2 * random.int(2) - 1) * Number.MIN_VALUE * random.int(4),
    ];
    for (const next of kinds)
      for (const length of [0, 1, 2, 3, 50, 1_000]) {
        const values = Float64Array.from({ length }, next);
        expect(ascendingOrder(values)).toEqual(byFunction(values));
      }
  });

  it('takes whole numbers of any array', () => {
    expect([...ascendingOrder([3, -1, 3, 0])]).toEqual([1, 3, 0, 2]);
  });
});
