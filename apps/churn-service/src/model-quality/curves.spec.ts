import { ones, SeededRandom } from '#ml';
import { bestF1Threshold, measuresAt } from './metrics.js';
import { churnCurves } from './curves.js';

const random = new SeededRandom(8);
const probabilities = Float64Array.from({ length: 3000 }, () => random.next());
const labels = Uint8Array.from(probabilities, (p) => (random.next() < p ? 1 : 0));
const users = { probabilities, labels, weights: ones(3000) };
const few = (chances: number[], outcomes: number[]) => ({
  probabilities: Float64Array.from(chances),
  labels: Uint8Array.from(outcomes),
  weights: ones(chances.length),
});

describe('churnCurves', () => {
  const curves = churnCurves(users);

  it('has the rates of a right model in their band about 95 times in 100', () => {
    const inside = curves.calibration.filter(
      ({ rate, nullLow, nullHigh }) => rate >= nullLow && rate <= nullHigh,
    );
    expect(curves.calibration).toHaveLength(15);
    expect(inside.length).toBeGreaterThanOrEqual(13);
    const wrong = churnCurves({ ...users, probabilities: probabilities.map((p) => p ** 3) });
    expect(wrong.calibration.filter(({ rate, nullHigh }) => rate > nullHigh).length).toBeGreaterThan(10);
  });

  it('counts every user once in the histogram, certainty in the last bin', () => {
    const { scores } = churnCurves(few([0, 0.049, 0.05, 1], [0, 1, 1, 1]));
    expect(scores.edges).toHaveLength(21);
    expect([scores.stayed[0], scores.churned[0], scores.churned[1], scores.churned[19]]).toEqual([
      1, 1, 1, 1,
    ]);
  });

  it('thins the ROC curve and keeps both ends', () => {
    const { falsePositiveRate, truePositiveRate, threshold } = curves.roc;
    expect(threshold).toHaveLength(200);
    expect([falsePositiveRate[0], truePositiveRate[0], threshold[0]]).toEqual([0, 0, null]);
    expect([falsePositiveRate.at(-1), truePositiveRate.at(-1)]).toEqual([1, 1]);
  });
});

describe('bestF1Threshold', () => {
  it('has the highest F1 of all thresholds', () => {
    const threshold = bestF1Threshold(users);
    const f1 = (at: number) => measuresAt(at, users).f1;
    const best = f1(threshold);
    for (let at = 0; at <= 1; at += 0.01) expect(f1(at)).toBeLessThanOrEqual(best);
    expect(bestF1Threshold(few([0.1, 0.6, 0.7], [0, 1, 1]))).toBe(0.6);
    expect(bestF1Threshold(few([0.1, 0.6], [0, 0]))).toBe(0.5);
  });
});
