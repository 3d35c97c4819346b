import fc from 'fast-check';
import { rocAuc, rocCurve, thinRocCurve } from './roc.js';

const cases = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 1 })), {
    minLength: 2,
    maxLength: 60,
  })
  .filter((rows) => new Set(rows.map(([, label]) => label)).size === 2)
  .map((rows) => ({
    scores: Float64Array.from(rows, ([score]) => score),
    labels: Uint8Array.from(rows, ([, label]) => label),
  }));

function allPairs(scores: Float64Array, labels: Uint8Array): number {
  let won = 0;
  let pairs = 0;
  scores.forEach((a, i) => {
    scores.forEach((b, j) => {
      if (labels[i] !== 1 || labels[j] !== 0) return;
      pairs++;
      won += a > b ? 1 : a === b ? 0.5 : 0;
    });
  });
  return won / pairs;
}

describe('rocAuc', () => {
  it('solves worked examples, ties counting one half', () => {
    expect(rocAuc(Float64Array.of(0.1, 0.4, 0.35, 0.8), Uint8Array.of(0, 0, 1, 1))).toBe(0.75);
    expect(rocAuc(Float64Array.of(1, 1, 1, 1), Uint8Array.of(0, 1, 0, 1))).toBe(0.5);
    expect(rocAuc(Float64Array.of(3, 2, 1), Uint8Array.of(1, 1, 0))).toBe(1);
    expect(rocAuc(Float64Array.of(1, 2), Uint8Array.of(1, 1))).toBeNaN();
  });

  it('equals the share of pairs won, and the area under the curve', () => {
    fc.assert(
      fc.property(cases, ({ scores, labels }) => {
        const auc = rocAuc(scores, labels);
        expect(auc).toBeCloseTo(allPairs(scores, labels), 12);
        const { falsePositiveRate: x, truePositiveRate: y } = rocCurve(scores, labels);
        let area = 0;
        for (let i = 1; i < x.length; i++) area += ((x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2;
        expect(area).toBeCloseTo(auc, 12);
        expect(
          rocAuc(
            scores.map((s) => -s),
            labels,
          ),
        ).toBeCloseTo(1 - auc, 12);
        expect(
          rocAuc(
            scores.map((s) => Math.exp(s)),
            labels,
          ),
        ).toBe(auc);
      }),
    );
  });
});

describe('rocCurve', () => {
  it('has a step for each distinct score', () => {
    const curve = rocCurve(Float64Array.of(0.9, 0.8, 0.8, 0.1), Uint8Array.of(1, 1, 0, 0));
    expect([...curve.truePositiveRate]).toEqual([0, 0.5, 1, 1]);
    expect([...curve.falsePositiveRate]).toEqual([0, 0, 0.5, 1]);
    expect([...curve.threshold]).toEqual([Infinity, 0.9, 0.8, 0.1]);
  });

  it('thins to a number of points with both ends kept', () => {
    const scores = Float64Array.from({ length: 100 }, (_, i) => i);
    const thin = thinRocCurve(
      rocCurve(
        scores,
        Uint8Array.from(scores, (s) => s % 2),
      ),
      11,
    );
    expect(thin.threshold).toHaveLength(11);
    expect([thin.truePositiveRate[0], thin.truePositiveRate[10]]).toEqual([0, 1]);
  });

  it('refuses lengths that differ and NaN', () => {
    expect(() => rocCurve(Float64Array.of(1), Uint8Array.of(1, 0))).toThrow('1 scores for 2 labels');
    expect(() => rocAuc(Float64Array.of(NaN, 1), Uint8Array.of(1, 0))).toThrow('NaN');
  });
});
