import { daysBetween } from '#common/calendar';

/** Days after which a play counts half. */
export interface Decay {
  halfLifeDays: number;
}

/** A play, no skip, that came after the counting. */
export interface LaterPlay {
  songId: string;
  day: string;
}

/** What a play of a later day adds to the score of its song, when one of the day `dataTo` adds 1. */
export function playWeight({ day }: LaterPlay, dataTo: string, { halfLifeDays }: Decay): number {
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
  for (const play of later) {
    const weight = playWeight(play, dataTo, rule);
    plays += weight;
    if (heard.has(play.songId)) repeats += weight;
    heard.add(play.songId);
  }
  return (repeats + USUAL_PLAYS * usualShare) / (plays + USUAL_PLAYS);
}
