import { ascendingOrder } from '../linalg/ascending-order.js';
import { logit } from '../linear/sigmoid.js';
import { SeededRandom } from '../random/seeded-random.js';
import { fitSigmoid } from './platt.js';

/** One bin of a reliability diagram. */
interface ReliabilityBin {
  readonly rows: number;
  readonly meanProbability: number;
  readonly rate: number;
  /** Standard deviation of the rate when outcomes are drawn from the probabilities themselves. */
  readonly rateDeviation: number;
}

interface CalibrationReport {
  /** Of the log-odds: 1 is right, below 1 the probabilities are too extreme (Cox 1958). */
  readonly slope: number;
  /** At the fitted slope; 0 is right. */
  readonly intercept: number;
  readonly ece: number;
  /** What a perfectly calibrated model with these probabilities shows: mean and 95th percentile of its ECE. */
  readonly eceNull: { readonly mean: number; readonly percentile95: number };
}

const CLIP = 1e-12;
const BINS = 15;
/** Outcomes that are drawn for the noise floor. */
const SIMULATIONS = 200;

/** The measures below, but for the bins, for `probabilities` of label 1 against `labels`, same length. */
export function calibrationReport(
  probabilities: Float64Array,
  labels: Uint8Array,
  seed: number,
): CalibrationReport {
  return {
    ...calibrationSlope(probabilities, labels),
    ece: expectedCalibrationError(probabilities, labels),
    eceNull: calibrationErrorNull(probabilities, seed),
  };
}

/**
 * Slope and intercept of a logistic regression of the outcome on the log-odds of its probability (Cox 1958;
 * Miller et al. 1991).
 */
export function calibrationSlope(
  probabilities: Float64Array,
  labels: Uint8Array,
): { slope: number; intercept: number } {
  return fitSigmoid(
    probabilities.map((p) => logit(p, CLIP)),
    labels,
  );
}

/** Bins of equal row count (sizes differ by one at most), lowest probabilities first; ties keep the order of rows. */
export function reliabilityBins(
  probabilities: Float64Array,
  labels: Uint8Array,
  bins = BINS,
): ReliabilityBin[] {
  const order = ascendingOrder(probabilities);
  return equalParts(order.length, bins).map(([begin, end]) => {
    let sum = 0;
    let positives = 0;
    let variance = 0;
    for (let i = begin; i < end; i++) {
      const p = probabilities[order[i]!]!;
      sum += p;
      variance += p * (1 - p);
      positives += labels[order[i]!]!;
    }
    const rows = end - begin;
    return {
      rows,
      meanProbability: sum / rows,
      rate: positives / rows,
      rateDeviation: Math.sqrt(variance) / rows,
    };
  });
}

/** Mean over rows of |rate - mean probability| of their bin, bins of equal row count (Naeini et al. 2015). */
export function expectedCalibrationError(
  probabilities: Float64Array,
  labels: Uint8Array,
  bins = BINS,
): number {
  return reliabilityBins(probabilities, labels, bins).reduce(
    (sum, bin) => sum + (bin.rows / labels.length) * Math.abs(bin.rate - bin.meanProbability),
    0,
  );
}

/**
 * The noise floor of the expected calibration error: its mean and 95th percentile when outcomes are drawn from
 * `probabilities` themselves. A value below that says nothing against the model.
 */
export function calibrationErrorNull(
  probabilities: Float64Array,
  seed: number,
): { mean: number; percentile95: number } {
  const random = new SeededRandom(seed);
  const sorted = Float64Array.from(probabilities).sort();
  const parts = equalParts(sorted.length, BINS);
  const errors = Float64Array.from({ length: SIMULATIONS }, () => {
    let error = 0;
    for (const [begin, end] of parts) {
      let difference = 0;
      for (let i = begin; i < end; i++) difference += (random.next() < sorted[i]! ? 1 : 0) - sorted[i]!;
      error += Math.abs(difference);
    }
    return error / sorted.length;
  }).sort();
  return {
    mean: errors.reduce((sum, error) => sum + error, 0) / SIMULATIONS,
    percentile95: errors[Math.min(SIMULATIONS - 1, Math.ceil(0.95 * SIMULATIONS) - 1)]!,
  };
}

function equalParts(rows: number, parts: number): [number, number][] {
  const used = Math.min(parts, rows);
  return Array.from({ length: used }, (_, k) => [
    Math.floor((k * rows) / used),
    Math.floor(((k + 1) * rows) / used),
  ]);
}
