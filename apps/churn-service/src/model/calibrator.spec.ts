import { ones, SeededRandom, calibrationSlope, logLoss, sigmoid } from '#ml';
import { calibratedMargins, fitCalibrator } from './calibrator.js';

/** Margins of a model that is wrong by `distort`, and outcomes drawn from the right ones. */
function users(count: number, distort: (margin: number) => number, seed = 3) {
  const random = new SeededRandom(seed);
  const right = Float64Array.from({ length: count }, () => 1.5 * random.normal());
  return {
    margins: right.map(distort),
    labels: Uint8Array.from(right, (margin) => (random.next() < sigmoid(margin) ? 1 : 0)),
  };
}

const lossOf = (margins: Float64Array, labels: Uint8Array) => logLoss(margins.map(sigmoid), labels);

describe('fitCalibrator', () => {
  it('straightens a model that is too sure of itself, on users it has not seen', () => {
    const tooSure = (margin: number) => 2 * margin + 0.5;
    const { margins, labels } = users(3000, tooSure);
    const { calibrator } = fitCalibrator({ margins, labels, weights: ones(margins.length) }, 1);
    const fresh = users(3000, tooSure, 4);
    const calibrated = calibratedMargins(calibrator, fresh.margins);
    expect(lossOf(calibrated, fresh.labels)).toBeLessThan(lossOf(fresh.margins, fresh.labels) - 0.02);
    const { slope, intercept } = calibrationSlope(calibrated.map(sigmoid), fresh.labels);
    expect(Math.abs(slope - 1)).toBeLessThan(0.1);
    expect(Math.abs(intercept)).toBeLessThan(0.15);
  });

  it('hardly bends a model that is right, when there are few users to learn from', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { margins, labels } = users(60, (margin) => margin, seed);
      const { calibrator, because } = fitCalibrator({ margins, labels, weights: ones(margins.length) }, 1);
      if (calibrator.method !== 'platt') throw new Error('few users were calibrated by an isotonic fit');
      expect(Math.abs(calibrator.slope - 1)).toBeLessThan(0.25);
      expect(Math.abs(calibrator.intercept)).toBeLessThan(0.25);
      expect(because).toContain('60 users are fewer');
    }
  });

  it('takes an isotonic fit when a line cannot mend the model, and says by how much they are better', () => {
    const folded = (margin: number) => (margin > 0 ? 6 * margin : margin / 6);
    const { margins, labels } = users(4000, folded);
    const { calibrator, because } = fitCalibrator({ margins, labels, weights: ones(margins.length) }, 1);
    expect(calibrator.method).toBe('isotonic');
    expect(because).toMatch(/lowers the log loss against Platt scaling by 0\.\d+ \(standard error 0\.\d+\)/);
    const fresh = users(3000, folded, 4);
    expect(lossOf(calibratedMargins(calibrator, fresh.margins), fresh.labels)).toBeLessThan(
      lossOf(fresh.margins, fresh.labels) - 0.05,
    );
  });

  it('stays with the line when many users find it good', () => {
    const { margins, labels } = users(4000, (margin) => 1.3 * margin);
    expect(fitCalibrator({ margins, labels, weights: ones(margins.length) }, 1).calibrator.method).toBe(
      'platt',
    );
  });

  it('never turns the order of users around', () => {
    const { margins, labels } = users(2000, (margin) => (margin > 0 ? 6 * margin : margin / 6));
    const { calibrator } = fitCalibrator({ margins, labels, weights: ones(margins.length) }, 1);
    const sorted = Float64Array.from(margins).sort();
    const calibrated = calibratedMargins(calibrator, sorted);
    expect(calibrated).toEqual(Float64Array.from(calibrated).sort());
    if (calibrator.method !== 'isotonic') throw new Error('a line calibrated what it cannot');
    // Different users keep different probabilities, beyond the first and the last block too.
    expect(new Set(calibrated).size).toBe(new Set(sorted).size);
  });
});
