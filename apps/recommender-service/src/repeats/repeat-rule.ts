import type { RecommenderSettings } from '../recommender.settings.js';

/** What makes a song one that is listened to again. */
export interface RepeatRule {
  /** Days after which a play counts half. */
  halfLifeDays: number;
  /** What a skip takes off, in plays to the end. */
  skipPenalty: number;
  minSongSeconds: number;
}

/** A play of less than this share of the song is a skip. */
export const SKIPPED_BELOW = 0.2;

/** What one play adds to the score of its song: the share heard, less the penalty of a skip, more for later days than `dataTo`. */
export function playScore(
  share: number,
  daysAfter: number,
  { halfLifeDays, skipPenalty }: RepeatRule,
): number {
  const heard = share < SKIPPED_BELOW ? share - skipPenalty : share;
  return heard * 2 ** (daysAfter / halfLifeDays);
}

export function repeatRule(settings: RecommenderSettings): RepeatRule {
  return {
    halfLifeDays: settings.RECOMMENDER_AGAIN_HALF_LIFE_DAYS,
    skipPenalty: settings.RECOMMENDER_AGAIN_SKIP_PENALTY,
    minSongSeconds: settings.RECOMMENDER_MIN_SONG_SECONDS,
  };
}
