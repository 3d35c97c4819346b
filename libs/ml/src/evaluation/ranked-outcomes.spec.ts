import fc from 'fast-check';
import { SeededRandom } from '../random/seeded-random.js';
import { bootstrapInterval, differenceOf, drawValues, intervalOf } from './bootstrap.js';
import { liftTable } from './lift.js';
import { rankOutcomes, rankingMeasures } from './ranked-outcomes.js';
import { rocAuc } from './roc.js';

const scores = Float64Array.of(0.9, 0.8, 0.7, 0.7, 0.2);
const labels = Uint8Array.of(1, 0, 1, 0, 1);

/** PR-AUC. */
const averagePrecision = (of: Float64Array, outcomes: Uint8Array) =>
  rankingMeasures(rankOutcomes(of, outcomes)).prAuc;

describe('average precision', () => {
  it('solves a worked example, equal scores being one step', () => {
    expect(averagePrecision(scores, labels)).toBeCloseTo((1 + 0.5 + 0.6) / 3, 12);
  });

  it('is 1 for a perfect ranking, the base rate for equal scores, NaN without positives', () => {
    expect(averagePrecision(Float64Array.of(3, 2, 1), Uint8Array.of(1, 1, 0))).toBe(1);
    expect(averagePrecision(Float64Array.of(1, 1, 1, 1), Uint8Array.of(1, 0, 0, 0))).toBe(0.25);
    expect(averagePrecision(scores, new Uint8Array(5))).toBeNaN();
    expect(() => averagePrecision(Float64Array.of(NaN), Uint8Array.of(1))).toThrow(RangeError);
  });
});

describe('weights', () => {
  it('count a row as often as they say', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: 0, max: 5 }),
            fc.integer({ min: 0, max: 1 }),
            fc.integer({ min: 0, max: 3 }),
          ),
          {
            minLength: 2,
            maxLength: 40,
          },
        ),
        (rows) => {
          const ranked = rankOutcomes(
            Float64Array.from(rows, ([score]) => score),
            Uint8Array.from(rows, ([, label]) => label),
          );
          const weights = rows.map(([, , weight]) => weight);
          const many = rows.flatMap((row) => Array.from({ length: row[2] }, () => row));
          const [s, y] = [
            Float64Array.from(many, ([score]) => score),
            Uint8Array.from(many, ([, label]) => label),
          ];
          const { rocAuc: auc, prAuc: ap } = rankingMeasures(ranked, weights);
          if (Number.isNaN(rocAuc(s, y))) expect(auc).toBeNaN();
          else expect(auc).toBeCloseTo(rocAuc(s, y), 12);
          if (y.includes(1)) expect(ap).toBeCloseTo(averagePrecision(s, y), 12);
        },
      ),
    );
  });
});

describe('liftTable', () => {
  it('solves a worked example, ties at the cut counting with their mean rate', () => {
    const [first, tie, all] = liftTable(rankOutcomes(scores, labels), [0.2, 0.6, 1]);
    expect(first).toEqual({ share: 0.2, rows: 1, positives: 1, precision: 1, gain: 1 / 3, lift: 5 / 3 });
    expect(tie).toMatchObject({ rows: 3, positives: 1.5, precision: 0.5, gain: 0.5 });
    expect(all).toMatchObject({ rows: 5, positives: 3, gain: 1, lift: 1 });
    expect(
      liftTable(
        rankOutcomes(
          Float64Array.from({ length: 100 }, (_, i) => i),
          new Uint8Array(100).fill(1),
        ),
        [0.05],
      )[0]!.rows,
    ).toBe(5);
  });
});

describe('bootstrap', () => {
  const random = new SeededRandom(1);
  const rows = 400;
  const values = Float64Array.from({ length: rows }, () => random.normal());
  const mean = (weights: Float64Array) =>
    weights.reduce((sum, weight, i) => sum + weight * values[i]!, 0) / rows;

  it('knows the standard error of a mean', () => {
    const spread = Math.sqrt(
      values.reduce((sum, v) => sum + (v - mean(new Float64Array(rows).fill(1))) ** 2, 0) / rows,
    );
    const interval = bootstrapInterval(rows, mean, { resamples: 1500, seed: 2 });
    expect(interval.standardError / (spread / Math.sqrt(rows))).toBeCloseTo(1, 1);
    expect((interval.high - interval.low) / interval.standardError).toBeCloseTo(3.92, 0);
    expect(interval.value).toBe(mean(new Float64Array(rows).fill(1)));
    expect(bootstrapInterval(rows, mean, { resamples: 100, seed: 2 })).toEqual(
      bootstrapInterval(rows, mean, { resamples: 100, seed: 2 }),
    );
  });

  it('covers the truth about as often as it says', () => {
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const draw = new SeededRandom(trial);
      const sample = Float64Array.from({ length: 80 }, () => draw.normal());
      const statistic = (weights: Float64Array) =>
        weights.reduce((sum, w, i) => sum + w * sample[i]!, 0) / 80;
      const { low, high } = bootstrapInterval(80, statistic, { resamples: 200, seed: trial });
      if (low <= 0 && high >= 0) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(180);
  });

  it('sees a small difference of what is drawn together', () => {
    const other = (weights: Float64Array) => mean(weights) + 0.05;
    const paired = bootstrapInterval(rows, (weights) => other(weights) - mean(weights), { seed: 3 });
    expect(paired.low).toBeCloseTo(0.05, 9);
    expect(bootstrapInterval(rows, other, { seed: 3 }).standardError).toBeGreaterThan(0.01);
  });

  it('draws several statistics as each alone, and their difference as a statistic of its own', () => {
    const other = (weights: Float64Array) => (weights[0] === 0 ? NaN : mean(weights) ** 2 + weights[1]!);
    const options = { resamples: 60, seed: 8 };
    const drawn = drawValues(rows, (weights) => ({ mean: mean(weights), other: other(weights) }), options);
    expect(intervalOf(drawn.mean)).toEqual(bootstrapInterval(rows, mean, options));
    expect(intervalOf(drawn.other)).toEqual(bootstrapInterval(rows, other, options));
    expect(intervalOf(differenceOf(drawn.mean, drawn.other))).toEqual(
      bootstrapInterval(rows, (weights) => mean(weights) - other(weights), options),
    );
  });

  it('leaves out resamples that have no value', () => {
    const statistic = (weights: Float64Array) => (weights[0] === 0 ? NaN : 1);
    expect(bootstrapInterval(3, statistic)).toMatchObject({ value: 1, low: 1, high: 1 });
    expect(bootstrapInterval(3, () => NaN).low).toBeNaN();
  });
});
