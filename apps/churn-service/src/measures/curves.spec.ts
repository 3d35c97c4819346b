import { ones, SeededRandom } from '#ml';
import { churnCurves } from './curves.js';

const random = new SeededRandom(8);
const probabilities = Float64Array.from({ length: 3000 }, () => random.next());
const labels = Uint8Array.from(probabilities, (p) => (random.next() < p ? 1 : 0));
const users = { probabilities, labels, weights: ones(3000) };

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

  it('thins the ROC curve and keeps both ends', () => {
    const { falsePositiveRate, truePositiveRate, threshold } = curves.roc;
    expect(threshold).toHaveLength(200);
    expect([falsePositiveRate[0], truePositiveRate[0], threshold[0]]).toEqual([0, 0, null]);
    expect([falsePositiveRate.at(-1), truePositiveRate.at(-1)]).toEqual([1, 1]);
  });
});
