import { drawMeasures, gainOver } from './metrics.js';
import type { Gain } from './metrics.js';
import { gainsBySlice } from './slices.js';
import type { Division, Rivals, SliceGain } from './slices.js';

/** How a new version does next to the live one on the same users. */
export interface ChampionComparison {
  readonly version: number;
  /** Users they are compared on: those that neither learned from. */
  readonly users: number;
  /** Whether both mean the same by churn; if so, not being compared is no permission. */
  readonly comparable: boolean;
  /** Why both could not be compared; null when they were. */
  readonly notComparedBecause: string | null;
  /** Of the live one. */
  readonly rocAuc: number | null;
  readonly logLoss: number | null;
  /** Of the new version over the live one; null when not compared. */
  readonly gain: Gain | null;
  readonly slices: readonly SliceGain[];
}

/** Compares on the same draws, over all users and in each slice. */
export function compareWithChampion(
  version: number,
  divisions: readonly Division[],
  rivals: Rivals,
): ChampionComparison {
  const { labels, challenger, champion, draws } = rivals;
  const ours = drawMeasures(challenger, labels, draws);
  const theirs = drawMeasures(champion, labels, draws);
  return {
    version,
    users: labels.length,
    comparable: true,
    notComparedBecause: null,
    rocAuc: theirs.rocAuc.value,
    logLoss: theirs.logLoss.value,
    gain: gainOver(ours, theirs),
    slices: gainsBySlice(divisions, rivals),
  };
}

export function notCompared(
  version: number,
  because: string,
  { comparable, users }: { comparable: boolean; users: number } = { comparable: false, users: 0 },
): ChampionComparison {
  const nothing = { rocAuc: null, logLoss: null, gain: null, slices: [] };
  return { version, users, comparable, notComparedBecause: because, ...nothing };
}
