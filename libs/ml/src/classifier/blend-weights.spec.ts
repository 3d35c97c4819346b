import { ones } from '../evaluation/weighted-mean.js';
import { sigmoid } from '../linear/sigmoid.js';
import { SeededRandom } from '../random/seeded-random.js';
import { blendWeights } from './blend-weights.js';

/** Two models that each know half of what decides, and one that knows nothing. */
function models(rows: number) {
  const random = new SeededRandom(7);
  const draw = () => Float64Array.from({ length: rows }, () => random.normal());
  const [one, other, noise] = [draw(), draw(), draw()];
  const labels = Uint8Array.from(one, (margin, row) =>
    random.next() < sigmoid((margin + other[row]!) / 2) ? 1 : 0,
  );
  return { margins: [one, other, noise], labels };
}

describe('blendWeights', () => {
  it('finds what many rows show, and leaves out who adds nothing', () => {
    const { margins, labels } = models(20_000);
    const [one, other, noise] = blendWeights(margins, labels, ones(labels.length));
    expect(one).toBeCloseTo(0.5, 1);
    expect(other).toBeCloseTo(0.5, 1);
    expect(noise).toBe(0);
    expect(one! + other!).toBeCloseTo(1, 12);
  });

  it('stays near equal weights where few rows show little, whatever each row counts', () => {
    const { margins, labels } = models(20);
    const weights = blendWeights(margins, labels, ones(labels.length));
    for (const weight of weights) expect(Math.abs(weight - 1 / 3)).toBeLessThan(0.1);
    const heavy = blendWeights(margins, labels, ones(labels.length).fill(50));
    heavy.forEach((weight, k) => expect(weight).toBeCloseTo(weights[k]!, 12));
  });

  it('gives all to the only one', () => {
    const { margins, labels } = models(50);
    expect(blendWeights([margins[0]!], labels, ones(50))).toEqual([1]);
  });
});
