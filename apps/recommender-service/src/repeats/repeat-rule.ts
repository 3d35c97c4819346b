import { daysBetween } from '#common/calendar';
import { SKIPPED_BELOW } from '../interactions/interaction-weight.js';

/** Days after which a play counts half. */
export interface Decay {
  halfLifeDays: number;
}

/** A play that came after the counting. */
export interface LaterPlay {
  songId: string;
  share: number;
  day: string;
}

/** Plays to the end that a skip takes off its song. */
export const SKIP_PENALTY = 0.5;

/**
 * What one play adds to the score of its song: the share heard, less the penalty of a skip, more for later
 * days than `dataTo`.
 */
export function playScore({ share, day }: LaterPlay, dataTo: string, rule: Decay): number {
  const heard = share < SKIPPED_BELOW ? share - SKIP_PENALTY : share;
  return heard * decayAfter(dataTo, day, rule);
}

/** What a play of a later day weighs, when one of the day `dataTo` weighs 1. */
function decayAfter(dataTo: string, day: string, { halfLifeDays }: Decay): number {
  return 2 ** (daysBetween(dataTo, day) / halfLifeDays);
}

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
  rule: Decay,
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
