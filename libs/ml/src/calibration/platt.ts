import { ones, sumOf } from '../evaluation/weighted-mean.js';
import { sigmoid, softplus } from '../linear/sigmoid.js';

/** probability = sigmoid(slope * score + intercept). */
interface SigmoidFit {
  readonly slope: number;
  readonly intercept: number;
}

/**
 * The sigmoid of `scores` with the least log loss to `targets` (0 to 1), by damped Newton steps (Lin, Lin and
 * Weng 2007). Rows count by `weights`, default once each.
 */
export function fitSigmoid(
  scores: ArrayLike<number>,
  targets: ArrayLike<number>,
  weights = ones(scores.length),
): SigmoidFit {
  if (scores.length === 0 || scores.length !== targets.length)
    throw new RangeError('a sigmoid fit needs as many targets as scores, and at least one');
  let fit: SigmoidFit = { slope: 0, intercept: 0 };
  let loss = lossOf(fit, scores, targets, weights);
  for (let step = 0; step < 100; step++) {
    const move = newtonMove(fit, scores, targets, weights);
    let length = 1;
    let next = fit;
    let nextLoss = Infinity;
    while (length > 1e-10) {
      next = {
        slope: fit.slope - length * move.slope,
        intercept: fit.intercept - length * move.intercept,
      };
      nextLoss = lossOf(next, scores, targets, weights);
      if (nextLoss <= loss) break;
      length /= 2;
    }
    if (!(loss - nextLoss > 1e-14 * Math.abs(loss))) return nextLoss <= loss ? next : fit;
    fit = next;
    loss = nextLoss;
  }
  return fit;
}

function lossOf(
  { slope, intercept }: SigmoidFit,
  scores: ArrayLike<number>,
  targets: ArrayLike<number>,
  weights: Float64Array,
): number {
  let total = 0;
  for (let i = 0; i < scores.length; i++) {
    const margin = slope * scores[i]! + intercept;
    total += weights[i]! * (softplus(margin) - targets[i]! * margin);
  }
  return total / sumOf(weights);
}

function newtonMove(
  { slope, intercept }: SigmoidFit,
  scores: ArrayLike<number>,
  targets: ArrayLike<number>,
  weights: Float64Array,
): SigmoidFit {
  let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
  for (let i = 0; i < scores.length; i++) {
    const s = scores[i]!;
    const p = sigmoid(slope * s + intercept);
    const error = weights[i]! * (p - targets[i]!);
    const curvature = weights[i]! * p * (1 - p);
    g0 += error;
    g1 += error * s;
    h00 += curvature;
    h01 += curvature * s;
    h11 += curvature * s * s;
  }
  // Equal scores leave the slope undetermined: a ridge of rounding size keeps the step finite and the slope
  // where it is.
  const ridge = 1e-12 * sumOf(weights);
  h00 += ridge;
  h11 += ridge;
  const determinant = h00 * h11 - h01 * h01;
  return { slope: (h00 * g1 - h01 * g0) / determinant, intercept: (h11 * g0 - h01 * g1) / determinant };
}
