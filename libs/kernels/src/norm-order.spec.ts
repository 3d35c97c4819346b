import { SeededRandom } from '#ml';
import { atOnce, normOrderInSteps } from './norm-order.js';

it.each([0, 1, 65_536, 65_537, 300_000])('orders %i rows by falling norm, equal ones by row', (rows) => {
  const random = new SeededRandom(rows);
  // Few different norms, so that many are equal.
  const norms = Float32Array.from({ length: rows }, () => random.int(1_000) / 8);
  const { order, rank } = atOnce(normOrderInSteps(norms.slice()));
  const expected = Int32Array.from(norms, (_, row) => row).sort((a, b) => norms[b]! - norms[a]! || a - b);
  expect(order).toEqual(expected);
  expect(order.every((row, at) => rank[row] === at)).toBe(true);
});
