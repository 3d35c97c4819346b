import { drawMeasures, gainOver } from './metrics.js';
import type { Gain } from './metrics.js';
import { gainsBySlice } from './slices.js';
import type { Division, Rivals, SliceGain } from './slices.js';

/** What two versions are compared on. */
export interface Compared {
  /**
   * later days: everybody of a snapshot whose labels neither learned, the new version as its recipe was some
   * days earlier; test users: users that neither learned from, where the live version learned labels of the
   * same days.
   */
  readonly comparedOn: 'later days' | 'test users';
  readonly users: number;
  /** Of the live version. */
  readonly rocAuc: number;
  readonly logLoss: number;
  /** Of the new version over the live one. */
  readonly gain: Gain;
  readonly slices: readonly SliceGain[];
}

/** The same where they were not. */
type NotCompared = Record<Exclude<keyof Compared, 'users' | 'slices'>, null> & {
  readonly users: number;
  readonly slices: readonly [];
};

/** How a new version does next to the live one on the same users, each with its own features. */
export type ChampionComparison = (Compared | NotCompared) & {
  readonly version: number;
  /** Days from its snapshot date to that of the new version. */
  readonly ageDays: number;
  /** False: the live version cannot score these days, so nothing keeps a new one from following it. */
  readonly usable: boolean;
  /** Why both could not be compared; null when they were. */
  readonly notComparedBecause: string | null;
};

/** Compares on the same draws, over all users and in each slice. */
export function compareRivals(
  comparedOn: Compared['comparedOn'],
  divisions: readonly Division[],
  rivals: Rivals,
): Compared {
  const { labels, challenger, champion, draws } = rivals;
  const ours = drawMeasures(challenger, labels, draws);
  const theirs = drawMeasures(champion, labels, draws);
  return {
    comparedOn,
    users: labels.length,
    rocAuc: theirs.rocAuc.value,
    logLoss: theirs.logLoss.value,
    gain: gainOver(ours, theirs),
    slices: gainsBySlice(divisions, rivals),
  };
}

export const NOT_COMPARED: NotCompared = {
  comparedOn: null,
  users: 0,
  rocAuc: null,
  logLoss: null,
  gain: null,
  slices: [],
};
