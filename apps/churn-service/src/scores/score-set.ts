import type { ModelFact } from '#common/facts';
import type { EventKind } from '../event-kinds.js';
import type { Doubt } from './doubts.js';
import type { FeatureBounds } from '../model/feature-counts.js';
import type { ScoreQuantiles } from '../model/score-quantiles.js';

/** What one version said of everybody at one snapshot date. */
export interface ScoreSet extends ScoreQuantiles {
  readonly snapshotDate: string;
  readonly versionId: number;
  /** Of the version. */
  readonly kind: string;
  readonly version: number;
  readonly trainedOnSnapshot: string;
  readonly featureDays: number;
  readonly historyDays: number;
  readonly facts?: readonly ModelFact[] | undefined;
  readonly labelDays: number;
  readonly activityKinds: readonly EventKind[];
  readonly scoredAt: Date;
  /** Mark of the loads that the features had seen. */
  readonly loads: string;
  /** Those that no person has noted as known. */
  readonly doubts: readonly Doubt[];
  /** Whether the feature values of the scores were dropped: they have no reasons any more. */
  readonly featuresDropped: boolean;
  /** The transaction that wrote the set's row last: it changes with new scores and with outcomes. */
  readonly revision: string;
}

/** A set that is about to be written. */
export interface NewScoreSet extends Pick<ScoreSet, 'snapshotDate' | 'versionId' | 'loads' | 'doubts'> {
  /** Before the features were read. */
  readonly scoredAt: Date;
  /** Bins of the features, see `ReferenceCounts`. */
  readonly bounds: FeatureBounds;
}

/**
 * Percentage of the population with a lower probability, in steps of 0.1; null without quantiles. The
 * quantile at f is the smallest probability that at least a share f does not exceed, so those below
 * `probability` count its share.
 */
export function percentileOf(probability: number, quantiles: readonly number[] | null): number | null {
  if (quantiles === null || quantiles.length < 2) return null;
  let low = 0;
  let high = quantiles.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (quantiles[middle]! < probability) low = middle + 1;
    else high = middle;
  }
  return Math.round((Math.max(0, low - 1) / (quantiles.length - 1)) * 1000) / 10;
}
