import { bootstrapInterval } from '#ml';
import type { Interval, WeightedStatistic } from '#ml';
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

/** 95 % intervals. The same seed means the same draws, for every measure and model. */
export function measureIntervals(measures: WeightedMeasures, users: number, draws: Draws): MeasureIntervals {
  const of = (statistic: WeightedStatistic) => bootstrapInterval(users, statistic, draws);
  return {
    rocAuc: of(measures.rocAuc),
    prAuc: of(measures.prAuc),
    accuracy: of(measures.accuracy),
    brier: of(measures.brier),
    logLoss: of(measures.logLoss),
  };
}

/** By how much `better` beats `other`, drawn together: what both find easy or hard cancels out. */
export function gainOver(
  better: WeightedMeasures,
  other: WeightedMeasures,
  users: number,
  draws: Draws,
): Gain {
  const more = (measure: 'rocAuc' | 'prAuc') =>
    bootstrapInterval(users, (weights) => better[measure](weights) - other[measure](weights), draws);
  const less = (measure: 'brier' | 'logLoss') =>
    bootstrapInterval(users, (weights) => other[measure](weights) - better[measure](weights), draws);
  return { rocAuc: more('rocAuc'), prAuc: more('prAuc'), brier: less('brier'), logLoss: less('logLoss') };
}
