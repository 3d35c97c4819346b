import { logit } from '#ml';
import type { ClassifierModel, TreeEnsemble } from '#ml';
import type { Arithmetic } from '../model/arithmetic.js';
import type { Calibrator } from '../model/calibrator.js';
import type { CalibratedClassifier } from '../model/churn-artefact.js';
import type { Encoding } from '../model/encoding.js';

/** What a whole model is written down in. */
export interface ModelArithmetic<T> extends Arithmetic<T> {
  /** The same values, each computed once however often it is read. Of all values so far, only these are read then. */
  named: (values: readonly T[]) => T[];
  /** Of each of `steps`, which have one entry more than `from`: the entry at the number of `from` up to `at`. */
  lookUp: (at: T, from: ArrayLike<number>, steps: readonly ArrayLike<number>[]) => T[];
  /** Sum of the leaves that a row of the columns reaches. */
  leaves: (ensemble: TreeEnsemble, columns: readonly T[]) => T;
  sigmoid: (margin: T) => T;
}

/** Log-odds beyond these are certainty; e to their power is still a number. */
const MOST = 700;
/** As a classifier reads the rate of a forest. */
const LEAST_RATE = 1e-3;

/** The probability of a user with these features, as `ChurnModel` computes it. */
export function modelFormula<T>(
  { classifier, calibrator, bounds }: CalibratedClassifier,
  { quantities, columns }: Encoding,
  features: readonly T[],
  by: ModelArithmetic<T>,
): T {
  const numbers = by.named(quantities.map(({ value }) => value(features, by)));
  const encoded = by.named(columns.map(({ quantity, encode }) => encode(numbers[quantity]!, by)));
  const parts = 'parts' in classifier ? classifier.parts : [{ model: classifier, slope: 1, intercept: 0 }];
  const outputs = by.named(parts.map(({ model }) => outputOf(model, encoded, by)));
  const margins = parts.map(({ model, slope, intercept }, k) => {
    const isRate = 'roots' in model && model.output === 'probability';
    return line(isRate ? logOdds(outputs[k]!, by) : outputs[k]!, slope, intercept, by);
  });
  const [margin] = by.named([sum(margins, by)]) as [T];
  // The first step of the bounds holds for everything below, too.
  const [low, high] = by.lookUp(margin, bounds.from.subarray(1), [
    bounds.low.map(finiteLogit),
    bounds.high.map(finiteLogit),
  ]) as [T, T];
  const [calibrated, least, most] = by.named([calibratedBy(calibrator, margin, by), low, high]) as [T, T, T];
  const raised = by.plus(least, by.atLeast(by.minus(calibrated, least), 0));
  const [above, ceiling] = by.named([raised, most]) as [T, T];
  return by.sigmoid(by.minus(ceiling, by.atLeast(by.minus(ceiling, above), 0)));
}

function finiteLogit(probability: number): number {
  return Math.min(MOST, Math.max(-MOST, logit(probability)));
}

function outputOf<T>(model: ClassifierModel, columns: readonly T[], by: ModelArithmetic<T>): T {
  if ('roots' in model) return by.leaves(model, columns);
  if ('parts' in model) throw new RangeError('A blend of blends cannot be written down.');
  const terms = columns.map((column, j) => by.times(column, by.constant(model.weights[j]!)));
  return by.plus(sum(terms, by), by.constant(model.intercept));
}

/** Log-odds of the rate of a forest, which counts as at least `LEAST_RATE` and at most 1 less it. */
function logOdds<T>(rate: T, by: Arithmetic<T>): T {
  const one = by.constant(1);
  const unlikely = by.atLeast(by.minus(one, by.atLeast(rate, LEAST_RATE)), LEAST_RATE);
  return by.log1p(by.minus(by.over(by.minus(one, unlikely), unlikely), one));
}

function calibratedBy<T>(calibrator: Calibrator, margin: T, by: ModelArithmetic<T>): T {
  if (calibrator.method === 'platt') return line(margin, calibrator.slope, calibrator.intercept, by);
  const { x, y } = calibrator;
  const slopes = x.slice(1).map((to, i) => (y[i + 1]! - y[i]!) / (to - x[i]!));
  const [from, value, slope] = by.lookUp(margin, x, [
    [x[0]!, ...x],
    [y[0]!, ...y],
    [0, ...slopes, 0],
  ]) as [T, T, T];
  return by.plus(value, by.times(slope, by.minus(margin, from)));
}

function line<T>(value: T, slope: number, intercept: number, by: Arithmetic<T>): T {
  return by.plus(by.times(value, by.constant(slope)), by.constant(intercept));
}

/** Added up in pairs: the depth of the expression is the logarithm of the number of terms. */
export function sum<T>(terms: readonly T[], by: Pick<Arithmetic<T>, 'plus'>): T {
  if (terms.length === 1) return terms[0]!;
  const middle = terms.length >> 1;
  return by.plus(sum(terms.slice(0, middle), by), sum(terms.slice(middle), by));
}
