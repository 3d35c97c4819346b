import { applyIsotonic, fitIsotonic } from '#ml';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import { EVENT_KINDS } from '../event-kinds.js';
import type { EventKind } from '../event-kinds.js';
import type { HeldOut } from '../model/churn-artefact.js';
import { featureReader } from '../model/quantity.js';
import type { BaselinesDto } from './metrics.dto.js';
import { metricsOf } from './prediction-measures.js';

/** One side of the split: what baselines know of each user, and the labels. */
export type BaselineSide = Omit<HeldOut, 'probabilities'>;

/** Probabilities of one side, and what ranks its users (the probabilities, unless something finer does). */
export interface Prediction {
  readonly probabilities: Float64Array;
  readonly ranking: Float64Array;
}

type Predict = (side: Pick<BaselineSide, 'daysSinceLastEvent'>) => Prediction;

/**
 * Users at the mean churn rate that are added to each number of days: a day of which all left promises no
 * certainty.
 */
const RECENCY_PRIOR = 2;

/**
 * Recency alone: users are ranked by the days since their last event; its probability is the churn rate of
 * each number of days among the training users, smoothed and made non-decreasing.
 */
export function recencyRule({ daysSinceLastEvent, labels, weights }: BaselineSide): Predict {
  const rates = fitIsotonic(daysSinceLastEvent, labels, { priorRows: RECENCY_PRIOR, weights });
  return (side) => ({
    probabilities: applyIsotonic(rates, side.daysSinceLastEvent),
    ranking: side.daysSinceLastEvent,
  });
}

/** @param train what they learn from */
export function evaluateBaselines(train: BaselineSide, test: BaselineSide): BaselinesDto {
  const predict = recencyRule(train);
  const evaluate = (side: BaselineSide) => metricsOf({ ...side, ...predict(side) });
  return { recency: { train: evaluate(train), test: evaluate(test) } };
}

interface LabelledRows {
  /** Whose absence is churn: the rule knows the days since the newest event of these. */
  readonly activityKinds: readonly EventKind[];
  readonly values: Float64Array;
  readonly labels: Uint8Array;
  readonly weights: Float64Array;
}

/** What baselines know of users: those in `rows` of features and labels, or all of them. */
export function baselineSide(
  catalogue: FeatureCatalogue,
  { activityKinds, values, labels, weights }: LabelledRows,
  rows: ArrayLike<number> = Uint32Array.from(labels.keys()),
): BaselineSide {
  const { features, featureDays } = catalogue;
  const kinds = activityKinds.length === EVENT_KINDS.length ? ['event'] : activityKinds;
  const readers = kinds.map((kind) => featureReader(catalogue)(`days_from_last_${kind}`));
  const daysSinceLastEvent = new Float64Array(rows.length);
  for (let i = 0; i < daysSinceLastEvent.length; i++) {
    const row = values.subarray(rows[i]! * features.length, (rows[i]! + 1) * features.length);
    // Never in the feature window is longer ago than all of it.
    daysSinceLastEvent[i] = Math.min(
      ...readers.map((read) => {
        const days = read(row);
        return Number.isNaN(days) ? featureDays : days;
      }),
    );
  }
  return {
    daysSinceLastEvent,
    labels: Uint8Array.from(rows, (row) => labels[row]!),
    weights: Float64Array.from(rows, (row) => weights[row]!),
  };
}
