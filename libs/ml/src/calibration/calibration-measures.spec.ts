import { SeededRandom } from '../random/seeded-random.js';
import { sigmoid } from '../linear/sigmoid.js';
import {
  calibrationErrorNull,
  calibrationReport,
  calibrationSlope,
  expectedCalibrationError,
  reliabilityBins,
} from './calibration-measures.js';
import { ones } from '../evaluation/weighted-mean.js';
import { fitSigmoid } from './platt.js';

function drawn(seed: number, rows: number, distortion: (margin: number) => number) {
  const random = new SeededRandom(seed);
  const margins = Float64Array.from({ length: rows }, () => 1.5 * random.normal());
  const labels = Uint8Array.from(margins, (margin) => (random.next() < sigmoid(margin) ? 1 : 0));
  return { scores: margins.map(distortion), labels };
}

describe('fitSigmoid', () => {
  it('undoes a linear distortion of the log-odds', () => {
    const { scores, labels } = drawn(1, 10_000, (margin) => 3 * margin - 2);
    const { slope, intercept } = fitSigmoid(scores, labels);
    expect(slope).toBeCloseTo(1 / 3, 1);
    expect(intercept).toBeCloseTo(2 / 3, 1);
    const calibrated = scores.map((score) => sigmoid(slope * score + intercept));
    const report = calibrationReport(calibrated, labels, 0);
    expect(report.slope).toBeCloseTo(1, 2);
    expect(report.ece).toBeLessThan(report.eceNull.percentile95);
  });

  it('gives the mean target when all scores are equal, and refuses no rows', () => {
    const { slope, intercept } = fitSigmoid([1, 1, 1, 1], [0.8, 0.8, 0.8, 0.4]);
    expect(sigmoid(slope + intercept)).toBeCloseTo(0.7, 6);
    expect(() => fitSigmoid([], [])).toThrow(RangeError);
  });

  it('leaves a gradient of zero', () => {
    const { scores, labels } = drawn(2, 500, (margin) => margin + 1);
    const { slope, intercept } = fitSigmoid(scores, labels);
    const p = scores.map((score) => sigmoid(slope * score + intercept));
    const errors = p.map((value, i) => value - labels[i]!);
    expect(errors.reduce((sum, error) => sum + error, 0) / 500).toBeCloseTo(0, 7);
    expect(errors.reduce((sum, error, i) => sum + error * scores[i]!, 0) / 500).toBeCloseTo(0, 7);
  });
});

describe('calibration measures', () => {
  const calibrated = drawn(3, 8692, (margin) => margin);
  const p = calibrated.scores.map(sigmoid);

  it('accept the truth', () => {
    const report = calibrationReport(p, calibrated.labels, 0);
    expect(Math.abs(report.slope - 1)).toBeLessThan(0.08);
    expect(Math.abs(report.intercept)).toBeLessThan(0.08);
    expect(reliabilityBins(p, calibrated.labels)).toHaveLength(15);
  });

  it('catch probabilities that are too extreme', () => {
    const bold = calibrated.scores.map((margin) => sigmoid(2 * margin));
    const report = calibrationReport(bold, calibrated.labels, 0);
    expect(report.slope).toBeCloseTo(0.5, 1);
    expect(report.ece).toBeGreaterThan(2 * report.eceNull.percentile95);
    expect(calibrationSlope(bold, calibrated.labels).slope).toBe(report.slope);
  });

  it('know their noise floor: a perfect model at 8,692 rows shows about 0.012, and 0.0165 once in twenty times', () => {
    const { mean, percentile95 } = calibrationErrorNull(p, 5);
    expect(mean).toBeGreaterThan(0.009);
    expect(mean).toBeLessThan(0.014);
    expect(percentile95).toBeGreaterThan(mean);
    expect(percentile95).toBeLessThan(0.018);
    expect(calibrationErrorNull(p, 5)).toEqual({ mean, percentile95 });
  });

  it('solve worked examples', () => {
    const probabilities = Float64Array.of(0.1, 0.3, 0.6, 0.8);
    const labels = Uint8Array.of(0, 1, 1, 1);
    const bins = reliabilityBins(probabilities, labels, ones(4), 2);
    expect(bins).toMatchObject([
      { rows: 2, meanProbability: 0.2, rate: 0.5 },
      { rows: 2, meanProbability: 0.7, rate: 1 },
    ]);
    expect(bins[0]!.rateDeviation).toBeCloseTo(Math.sqrt(0.1 * 0.9 + 0.3 * 0.7) / 2, 12);
    expect(expectedCalibrationError(probabilities, labels, ones(4), 2)).toBeCloseTo(0.3, 12);
  });
});
