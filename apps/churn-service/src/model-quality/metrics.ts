import {
  brierScore,
  confusionMatrix,
  differenceOf,
  drawValues,
  intervalOf,
  logLoss,
  lossesOf,
  rankingMeasures,
  rankOutcomes,
  weightedMean,
} from '#ml';
import type { DrawnValues, RankedOutcomes, RankingMeasures } from '#ml';
import type { GainDto, MeasureIntervalsDto, ThresholdMetricsDto } from './metrics.dto.js';

/** Measures of one set of probabilities of users who are weighted by how often each was drawn, for a bootstrap. */
interface WeightedMeasures extends RankingMeasures {
  readonly brier: number;
  readonly logLoss: number;
}

/** Sorts once; `ranking` is what is ranked by. All of one length. */
function weightedMeasures(
  probabilities: Float64Array,
  labels: Uint8Array,
  ranking: Float64Array,
): (weights: Float64Array) => WeightedMeasures {
  const ranked = rankOutcomes(ranking, labels);
  const squared = probabilities.map((p, row) => (p - labels[row]!) ** 2);
  const losses = lossesOf(probabilities, labels);
  return (weights) => ({
    ...rankingMeasures(ranked, weights),
    brier: weightedMean(squared, weights),
    logLoss: weightedMean(losses, weights),
  });
}

/** How a bootstrap draws. The same draws for everything that is compared. */
export interface Draws {
  readonly resamples: number;
  readonly seed: number;
}

/** Measures of one set of predictions, of all test users and of each resample of them. */
export type DrawnMeasures = Readonly<Record<keyof WeightedMeasures, DrawnValues>>;

/** A `MetricsDto`. `ranked` (default: by the probabilities) are the same users. All of one length, at least one. */
export function metricsOf(
  probabilities: Float64Array,
  labels: Uint8Array,
  ranked: RankedOutcomes = rankOutcomes(probabilities, labels),
) {
  return {
    users: labels.length,
    churnRate: mean(labels),
    meanProbability: mean(probabilities),
    ...rankingMeasures(ranked),
    brier: brierScore(probabilities, labels),
    logLoss: logLoss(probabilities, labels),
  };
}

/**
 * Draws all measures at once; `ranking` (default: the probabilities) is what is ranked by. The same users and
 * draws mean the same resamples, for every model.
 */
export function drawMeasures(
  probabilities: Float64Array,
  labels: Uint8Array,
  draws: Draws,
  ranking: Float64Array = probabilities,
): DrawnMeasures {
  return drawValues<keyof WeightedMeasures>(
    labels.length,
    weightedMeasures(probabilities, labels, ranking),
    draws,
  );
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

/** What follows where users count as leaving from a probability on. */
export function measuresAt(
  threshold: number,
  probabilities: Float64Array,
  labels: Uint8Array,
): ThresholdMetricsDto {
  const confusion = confusionMatrix(probabilities, labels, threshold);
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = confusion;
  const counted = truePositives + falsePositives;
  const missed = counted + falseNegatives;
  return {
    threshold,
    accuracy: (truePositives + trueNegatives) / labels.length,
    precision: counted === 0 ? null : truePositives / counted,
    recall: truePositives / Math.max(1, truePositives + falseNegatives),
    f1: missed === 0 ? 0 : (2 * truePositives) / (truePositives + missed),
    confusion,
  };
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/**
 * The threshold with the highest F1 (harmonic mean of precision and recall; van Rijsbergen 1979), the highest of equal
 * ones. Choose it on users that nothing is evaluated on. 0.5 when no user churned.
 */
export function bestF1Threshold(probabilities: Float64Array, labels: Uint8Array): number {
  const { labels: outcomes, runEnds, scores } = rankOutcomes(probabilities, labels);
  const positives = outcomes.reduce((sum, label) => sum + label, 0);
  let best = 0;
  let at = 0.5;
  let hits = 0;
  let rank = 0;
  for (const end of runEnds) {
    for (; rank < end; rank++) hits += outcomes[rank]!;
    const f1 = (2 * hits) / (end + positives);
    if (!(f1 > best)) continue;
    best = f1;
    at = scores[end - 1]!;
  }
  return at;
}
