import type { ChampionDto } from './champion.dto.js';
import type { Division, Rivals } from './slices.js';
import { drawMeasures, gainOver } from './metrics.js';
import { gainsBySlice } from './slices.js';

/** What two versions are compared on, and what came of it. */
export type Compared = Pick<ChampionDto, 'comparedOn' | 'users' | 'rocAuc' | 'logLoss' | 'gain' | 'slices'>;

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

export const NOT_COMPARED: Compared = {
  comparedOn: null,
  users: 0,
  rocAuc: null,
  logLoss: null,
  gain: null,
  slices: [],
};
