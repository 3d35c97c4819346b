import { differenceOf, drawValues, intervalOf } from '#ml';
import type { DrawnValues, Interval } from '#ml';
import { weightedMeasures } from './weighted-measures.js';
import type { WeightedMeasures } from './weighted-measures.js';

/** 95 % intervals of measures of the test users, by a bootstrap that draws users. */
export interface MeasureIntervals {
  readonly rocAuc: Interval;
  readonly prAuc: Interval;
  readonly accuracy: Interval;
  readonly brier: Interval;
  readonly logLoss: Interval;
}

/** By how much one is better than another on the same test users, on the same draws; above 0 is better in every measure. */
export interface Gain {
  readonly rocAuc: Interval;
  readonly prAuc: Interval;
  readonly brier: Interval;
  readonly logLoss: Interval;
}

/** How a bootstrap draws. The same draws for everything that is compared. */
export interface Draws {
  readonly resamples: number;
  readonly seed: number;
}

/** Measures of one set of predictions, of all test users and of each resample of them. */
export type DrawnMeasures = Readonly<Record<keyof WeightedMeasures, DrawnValues>>;

/**
 * Draws all measures at once; `ranking` (default: the probabilities) is what is ranked by. The same users and draws mean the same
 * resamples, for every model.
 */
export function drawMeasures(
  probabilities: Float64Array,
  labels: Uint8Array,
  draws: Draws,
  ranking: Float64Array = probabilities,
): DrawnMeasures {
  return drawValues(labels.length, { ...weightedMeasures(probabilities, labels, ranking) }, draws);
}

/** 95 % intervals. */
export function measureIntervals({
  rocAuc,
  prAuc,
  accuracy,
  brier,
  logLoss,
}: DrawnMeasures): MeasureIntervals {
  return {
    rocAuc: intervalOf(rocAuc),
    prAuc: intervalOf(prAuc),
    accuracy: intervalOf(accuracy),
    brier: intervalOf(brier),
    logLoss: intervalOf(logLoss),
  };
}

/** By how much `better` beats `other`, drawn together: what both find easy or hard cancels out. */
export function gainOver(better: DrawnMeasures, other: DrawnMeasures): Gain {
  const more = (measure: 'rocAuc' | 'prAuc') => intervalOf(differenceOf(better[measure], other[measure]));
  const less = (measure: 'brier' | 'logLoss') => intervalOf(differenceOf(other[measure], better[measure]));
  return { rocAuc: more('rocAuc'), prAuc: more('prAuc'), brier: less('brier'), logLoss: less('logLoss') };
}
