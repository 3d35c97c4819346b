import { ones, sumOf } from '../evaluation/weighted-mean.js';
import { ascendingOrder } from '../linalg/ascending-order.js';
import { logit } from '../linear/sigmoid.js';
import { SeededRandom } from '../random/seeded-random.js';
import { fitSigmoid } from './platt.js';

/** One bin of a reliability diagram. */
interface ReliabilityBin {
  readonly rows: number;
  /** Sum of the weights of the rows. */
  readonly weight: number;
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

/**
 * The measures below, but for the bins, for `probabilities` of label 1 against `labels`, same length. Rows count by
 * `weights`, default once each; bins hold equally many rows, whatever they weigh.
 */
export function calibrationReport(
  probabilities: Float64Array,
  labels: Uint8Array,
  seed: number,
  weights = ones(labels.length),
): CalibrationReport {
  return {
    ...calibrationSlope(probabilities, labels, weights),
    ece: expectedCalibrationError(probabilities, labels, weights),
    eceNull: calibrationErrorNull(probabilities, seed, weights),
  };
}

/**
 * Slope and intercept of a logistic regression of the outcome on the log-odds of its probability (Cox 1958;
 * Miller et al. 1991).
 */
export function calibrationSlope(
  probabilities: Float64Array,
  labels: Uint8Array,
  weights = ones(labels.length),
): { slope: number; intercept: number } {
  return fitSigmoid(
    probabilities.map((p) => logit(p, CLIP)),
    labels,
    weights,
  );
}

/** Bins of equal row count (sizes differ by one at most), lowest probabilities first; ties keep the order of rows. */
export function reliabilityBins(
  probabilities: Float64Array,
  labels: Uint8Array,
  weights = ones(labels.length),
  bins = BINS,
): ReliabilityBin[] {
  const order = ascendingOrder(probabilities);
  return equalParts(order.length, bins).map(([begin, end]) => {
    let [all, sum, positives, variance] = [0, 0, 0, 0];
    for (let i = begin; i < end; i++) {
      const weight = weights[order[i]!]!;
      const p = probabilities[order[i]!]!;
      all += weight;
      sum += weight * p;
      variance += weight ** 2 * p * (1 - p);
      positives += weight * labels[order[i]!]!;
    }
    return {
      rows: end - begin,
      weight: all,
      meanProbability: sum / all,
      rate: positives / all,
      rateDeviation: Math.sqrt(variance) / all,
    };
  });
}

/** Mean over rows of |rate - mean probability| of their bin, bins of equal row count (Naeini et al. 2015). */
export function expectedCalibrationError(
  probabilities: Float64Array,
  labels: Uint8Array,
  weights = ones(labels.length),
  bins = BINS,
): number {
  const all = sumOf(weights);
  return reliabilityBins(probabilities, labels, weights, bins).reduce(
    (sum, bin) => sum + (bin.weight / all) * Math.abs(bin.rate - bin.meanProbability),
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
  weights = ones(probabilities.length),
): { mean: number; percentile95: number } {
  const random = new SeededRandom(seed);
  const order = ascendingOrder(probabilities);
  const sorted = Float64Array.from(order, (row) => probabilities[row]!);
  const counted = Float64Array.from(order, (row) => weights[row]!);
  const all = sumOf(counted);
  const parts = equalParts(sorted.length, BINS);
  const errors = Float64Array.from({ length: SIMULATIONS }, () => {
    let error = 0;
    for (const [begin, end] of parts) {
      let difference = 0;
      for (let i = begin; i < end; i++)
        difference += counted[i]! * ((random.next() < sorted[i]! ? 1 : 0) - sorted[i]!);
      error += Math.abs(difference);
    }
    return error / all;
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
