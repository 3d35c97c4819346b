import type { EventKind } from '../event-kinds.js';

const STEPS = 1_000;

/** What one version said of everybody at one snapshot date. */
export interface ScoreSet {
  readonly snapshotDate: string;
  readonly versionId: number;
  readonly version: number;
  readonly trainedOnSnapshot: string;
  readonly featureDays: number;
  readonly historyDays: number;
  readonly labelDays: number;
  readonly activityKinds: readonly EventKind[];
  readonly scoredAt: Date;
  readonly userCount: number;
  /** Mark of the loads that the features had seen. */
  readonly loads: string;
  /** Of the probabilities, at 0, 0.001, ... 1. */
  readonly quantiles: readonly number[];
  /** The transaction that wrote the set's row last: it changes with new scores and with outcomes. */
  readonly revision: string;
}

/** A set that is about to be written. */
export interface NewScoreSet {
  readonly snapshotDate: string;
  readonly versionId: number;
  /** Before the features were read. */
  readonly scoredAt: Date;
  readonly loads: string;
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

/**
 * Of the probabilities at 0, 0.001, ... 1: at f the smallest that at least a share f does not exceed; none of
 * nobody.
 */
export function quantilesOf(probabilities: Float32Array): number[] {
  if (probabilities.length === 0) return [];
  const sorted = probabilities.toSorted();
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const place = Math.ceil((i * sorted.length) / STEPS);
    return sorted[Math.max(0, place - 1)]!;
  });
}
