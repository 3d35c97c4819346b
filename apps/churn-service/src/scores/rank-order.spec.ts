import { SeededRandom } from '#ml';
import { descendingOrder } from './rank-order.js';

describe('descendingOrder', () => {
  it.each([1, 2, 3])('is that of a stable sort in single precision (seed %d)', (seed) => {
    const random = new SeededRandom(seed);
    const probabilities = Float64Array.from({ length: 3_000 }, () =>
      random.int(3) === 0 ? random.int(20) / 19 : random.next() ** 8,
    );
    // Apart in double precision alone.
    probabilities.set([0.3, 0.3 + 1e-12, 0, 1e-46, 1, 1e-38], 100);
    const expected = [...probabilities.keys()].sort(
      (a, b) => Math.fround(probabilities[b]!) - Math.fround(probabilities[a]!) || a - b,
    );
    expect([...descendingOrder(probabilities)]).toEqual(expected);
  });

  it('orders nobody', () => {
    expect(descendingOrder([])).toHaveLength(0);
  });
});
