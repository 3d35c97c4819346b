import {
  differenceOf,
  drawValues,
  effectiveRows,
  expectedQuality,
  intervalOf,
  lossesOf,
  rankingMeasures,
  rankOutcomes,
  weightedMean,
} from '#ml';
import type { DrawnValues, ExpectedQuality, RankingMeasures } from '#ml';
import type { HeldOut } from '../model/churn-artefact.js';
import { probabilitiesOf, scoresOf } from '../model/score-quantiles.js';
import type { GainDto, MeasureIntervalsDto } from './metrics.dto.js';

/**
 * Measures of one set of probabilities of users who are weighted by how often each was drawn, times what it
 * counts.
 */
interface WeightedMeasures extends RankingMeasures {
  readonly brier: number;
  readonly logLoss: number;
}

/** Probabilities of users, and what happened; all of one length, at least one. */
export interface PredictedUsers extends Omit<HeldOut, 'daysSinceLastEvent'> {
  /** What users are ranked by; default: the probabilities. */
  readonly ranking?: Float64Array;
}

/** Sorts once. */
function weightedMeasures({
  probabilities,
  labels,
  ranking = probabilities,
}: PredictedUsers): (weights: Float64Array) => WeightedMeasures {
  const ranked = rankOutcomes(ranking, labels);
  const squared = probabilities.map((p, row) => (p - labels[row]!) ** 2);
  const losses = lossesOf(probabilities, labels);
  return (weights) => ({
    ...rankingMeasures(ranked, weights),
    brier: weightedMean(squared, weights),
    logLoss: weightedMean(losses, weights),
  });
}

/** What measures will be if the probabilities are right, with users who count by their weights. */
export function expectedOf({ probabilities, weights }: Omit<PredictedUsers, 'labels'>): ExpectedQuality {
  return expectedQuality(probabilitiesOf(scoresOf(probabilities, weights)), effectiveRows(weights));
}

/** How a bootstrap draws. The same draws for everything that is compared. */
export interface Draws {
  readonly resamples: number;
  readonly seed: number;
}

/** Measures of one set of predictions, of all test users and of each resample of them. */
export type DrawnMeasures = Readonly<Record<keyof WeightedMeasures, DrawnValues>>;

/** A `MetricsDto`. */
export function metricsOf(users: PredictedUsers) {
  const { probabilities, labels, weights } = users;
  return {
    users: labels.length,
    churnRate: weightedMean(labels, weights),
    meanProbability: weightedMean(probabilities, weights),
    ...weightedMeasures(users)(weights),
  };
}

/** Draws all measures at once. The same users and draws mean the same resamples, for every model. */
export function drawMeasures(users: PredictedUsers, { resamples, seed }: Draws): DrawnMeasures {
  return drawValues<keyof WeightedMeasures>(users.labels.length, weightedMeasures(users), {
    resamples,
    seed,
    rowWeights: users.weights,
  });
}

/** 95 % intervals. */
export function measureIntervals({ rocAuc, prAuc, brier, logLoss }: DrawnMeasures): MeasureIntervalsDto {
  return {
    rocAuc: intervalOf(rocAuc),
    prAuc: intervalOf(prAuc),
    brier: intervalOf(brier),
    logLoss: intervalOf(logLoss),
  };
}

/** By how much `better` beats `other`, drawn together: what both find easy or hard cancels out. */
export function gainOver(better: DrawnMeasures, other: DrawnMeasures): GainDto {
  const more = (measure: 'rocAuc' | 'prAuc') => intervalOf(differenceOf(better[measure], other[measure]));
  const less = (measure: 'brier' | 'logLoss') => intervalOf(differenceOf(other[measure], better[measure]));
  return { rocAuc: more('rocAuc'), prAuc: more('prAuc'), brier: less('brier'), logLoss: less('logLoss') };
}
