import { SeededRandom } from '../random/seeded-random.js';
import { logisticObjective } from './logistic-objective.js';
import { newton } from './newton.js';
import { sigmoid } from './sigmoid.js';

/** Rows of (1, u, v) with labels drawn from known weights. */
function drawn(rows: number, labelOf: (margin: number, row: number, chance: number) => number) {
  const random = new SeededRandom(3);
  const values = new Float64Array(rows * 3);
  const labels = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    values.set([1, random.next() * 2 - 1, random.next() * 2 - 1], i * 3);
    labels[i] = labelOf(0.3 + 1.5 * values[i * 3 + 1]! - values[i * 3 + 2]!, i, random.next());
  }
  return { rows: { rows, columns: 3, values }, labels };
}

const byChance = (margin: number, _row: number, chance: number) => (chance < sigmoid(margin) ? 1 : 0);

/** Every weight may move by itself. */
const FREE = { rows: 3, columns: 3, values: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) };

describe('newton', () => {
  it('ends where the gradient is zero, from a sample in fewer steps than from zero', () => {
    const many = drawn(8_000, byChance);
    const few = drawn(2_000, byChance);
    const fromSample = newton(many.rows, many.labels, FREE);
    const fromZero = newton(few.rows, few.labels, FREE);
    for (const [{ weights }, { rows, labels }] of [
      [fromSample, many],
      [fromZero, few],
    ] as const)
      expect(Math.hypot(...logisticObjective(rows, labels, weights).gradient)).toBeLessThan(1e-9);
    expect(fromSample.steps).toBeLessThan(fromZero.steps);
    expect([...fromSample.weights].map((value) => Math.round(value * 10) / 10)).toEqual([0.3, 1.5, -1]);
  });

  it('does not follow a sample that the whole contradicts', () => {
    // Every eighth row is perfectly separable, the others say the opposite.
    const { rows, labels } = drawn(8_000, (margin, row, chance) =>
      row % 8 === 0 ? Number(margin > 0) : byChance(-margin, row, chance),
    );
    const { weights } = newton(rows, labels, FREE);
    expect(Math.hypot(...logisticObjective(rows, labels, weights).gradient)).toBeLessThan(1e-9);
    expect(weights[1]).toBeLessThan(0);
  });
});
