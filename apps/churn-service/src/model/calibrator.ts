import {
  applyIsotonic,
  effectiveRows,
  fitIsotonic,
  fitSigmoid,
  logit,
  lossOf,
  meanWithError,
  SeededRandom,
  sigmoid,
} from '#ml';

/** A non-decreasing function from a model's log-odds to calibrated ones, `x` to `y`; plain data that can be stored. */
export type Calibrator =
  PlattLine | { readonly method: 'isotonic'; readonly x: readonly number[]; readonly y: readonly number[] };

export interface PlattLine {
  readonly method: 'platt';
  readonly slope: number;
  readonly intercept: number;
}

/** Users whom the model was not fitted to: its log-odds, and what they did. */
export interface HeldOutUsers {
  readonly margins: Float64Array;
  readonly labels: Uint8Array;
  /** What each user counts. */
  readonly weights: Float64Array;
}

interface FittedCalibrator {
  readonly calibrator: Calibrator;
  readonly because: string;
}

/** Users whose outcomes agree with the model as it is: with as many real ones, Platt's line goes half of the way. */
const PRIOR_USERS = 200;
/** With fewer, an isotonic fit follows chance. */
const FEWEST_FOR_ISOTONIC = 1_000;
const FOLDS = 5;
/** In log-odds: beyond the blocks by more is no user, and the order of users stays. */
const FAR = 50;
const LEAST_SLOPE = 0.05;
/** No probability is certain: a block of an isotonic fit may hold no churner at all. */
const LEAST_PROBABILITY = 1e-3;

/**
 * Learns how to calibrate log-odds from the outcomes of users that were used for nothing else.
 * Platt's line unless an isotonic fit has a lower log loss on held-out fifths of these users by more than one
 * standard error of the difference, and they are enough, or worth enough by their weights.
 */
export function fitCalibrator(held: HeldOutUsers, seed: number): FittedCalibrator {
  const platt = fitLine(held);
  const users = Math.round(effectiveRows(held.weights));
  if (users < FEWEST_FOR_ISOTONIC) {
    return {
      calibrator: platt,
      because: `${users} users are fewer than the ${FEWEST_FOR_ISOTONIC} that an isotonic fit needs.`,
    };
  }
  const { mean, error } = meanWithError(isotonicGains(held, seed), held.weights);
  const figures = `by ${mean.toFixed(5)} (standard error ${error.toFixed(5)})`;
  if (mean > error) {
    return {
      calibrator: fitIsotone(held),
      because: `On held-out fifths it lowers the log loss against Platt scaling ${figures}.`,
    };
  }
  return {
    calibrator: platt,
    because: `On held-out fifths an isotonic fit changes the log loss for the better ${figures}: no more than one standard error.`,
  };
}

/** Calibrated log-odds. */
export function calibratedMargins(calibrator: Calibrator, margins: Float64Array): Float64Array {
  if (calibrator.method === 'platt')
    return margins.map((margin) => calibrator.slope * margin + calibrator.intercept);
  return applyIsotonic({ x: Float64Array.from(calibrator.x), y: Float64Array.from(calibrator.y) }, margins);
}

/**
 * By how much calibrated log-odds rise with those of the model, as one number: Platt's slope, which an
 * isotonic fit has beyond its blocks.
 */
export function slopeOf(calibrator: Calibrator): number {
  if (calibrator.method === 'platt') return calibrator.slope;
  const { x, y } = calibrator;
  return (y.at(-1)! - y.at(-2)!) / (x.at(-1)! - x.at(-2)!);
}

/**
 * Platt scaling with a prior: each user's target is drawn towards the model's own probability as by 200 users
 * about whom it was right. The two numbers of a line learned from a hundred users alone would add noise to a
 * model that was calibrated.
 */
export function fitLine({ margins, labels, weights }: HeldOutUsers): PlattLine {
  const users = effectiveRows(weights);
  const share = users / (users + PRIOR_USERS);
  const targets = Float64Array.from(
    labels,
    (label, row) => share * label + (1 - share) * sigmoid(margins[row]!),
  );
  return { method: 'platt', ...fitSigmoid(margins, targets, weights) };
}

/**
 * Rises between the middles of its pooled blocks, in log-odds, and beyond the first and the last as Platt's
 * line does: steps would make equal probabilities out of different ones, and would share out a jump between
 * two of them as if each quantity had made it.
 */
function fitIsotone(held: HeldOutUsers): Calibrator {
  const { x, y } = fitIsotonic(held.margins, held.labels, { centred: true, weights: held.weights });
  const odds = Array.from(y, (rate) => logit(rate, LEAST_PROBABILITY));
  const rise = Math.max(LEAST_SLOPE, fitLine(held).slope) * FAR;
  return {
    method: 'isotonic',
    x: [x[0]! - FAR, ...x, x.at(-1)! + FAR],
    y: [odds[0]! - rise, ...odds, odds.at(-1)! + rise],
  };
}

/** Fall of each user's log loss from Platt scaling to isotonic, both learned from the other folds. */
function isotonicGains({ margins, labels, weights }: HeldOutUsers, seed: number): Float64Array {
  const order = new SeededRandom(seed).shuffle(Uint32Array.from(labels, (_, row) => row));
  const gains = new Float64Array(labels.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = order.filter((_, at) => at % FOLDS === fold);
    const learned = order.filter((_, at) => at % FOLDS !== fold);
    const take = (rows: Uint32Array) => ({
      margins: Float64Array.from(rows, (row) => margins[row]!),
      labels: Uint8Array.from(rows, (row) => labels[row]!),
      weights: Float64Array.from(rows, (row) => weights[row]!),
    });
    const [from, to] = [take(learned), take(held)];
    const lossesOf = (calibrator: Calibrator) =>
      calibratedMargins(calibrator, to.margins).map((margin, at) => lossOf(sigmoid(margin), to.labels[at]!));
    const platt = lossesOf(fitLine(from));
    const isotone = lossesOf(fitIsotone(from));
    held.forEach((row, at) => (gains[row] = platt[at]! - isotone[at]!));
  }
  return gains;
}
