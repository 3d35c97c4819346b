import { decayAfter, SKIPPED_BELOW } from './repeat-rule.js';
import type { LaterPlay } from './repeat-rule.js';
import type { RepeatRuleDto } from './repeat-report.dto.js';

/** How much of what a user plays was played before. Skips do not count. */
export interface PlayHabits {
  /** Plays, each weighing half after the half-life. */
  decayedPlays: number;
  /** Of these all but the first of each song. */
  decayedRepeats: number;
  /** The share of repeats in the plays of everybody. */
  usualShare: number;
}

/** Who has played little counts as if so many plays had the usual share of repeats. */
const USUAL_PLAYS = 10;

/**
 * The share of repeats in the plays of a user, later ones counted in; drawn to the usual share for those who
 * have played little.
 */
export function shareOfRepeats(
  { decayedPlays, decayedRepeats, usualShare, songs }: PlayHabits & { songs: readonly { songId: string }[] },
  later: readonly LaterPlay[],
  dataTo: string,
  rule: RepeatRuleDto,
): number {
  const heard = new Set(songs.map(({ songId }) => songId));
  let plays = decayedPlays;
  let repeats = decayedRepeats;
  for (const { songId, share, day } of later) {
    if (share < SKIPPED_BELOW) continue;
    const weight = decayAfter(dataTo, day, rule);
    plays += weight;
    if (heard.has(songId)) repeats += weight;
    heard.add(songId);
  }
  return (repeats + USUAL_PLAYS * usualShare) / (plays + USUAL_PLAYS);
}
