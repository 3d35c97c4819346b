import { MOST_HALF_LIVES } from './heard-share.sql.js';

/** What an event weighs; part of the parameters of a model version. */
export interface WeightRule {
  /** Weight of a play to the end. */
  playWeight: number;
  /** A play weighs its share heard to this power: 1 in proportion, 0 every valid play alike, 2 short ones hardly. */
  completionExponent: number;
  downloadWeight: number;
  /** A like, or an add to a playlist, that was not taken back. */
  likeWeight: number;
  addWeight: number;
  /** What a skip, sent or heard, takes off. */
  skipWeight: number;
  /** Days after which an event weighs half; 0 when age does not matter. */
  halfLifeDays: number;
  /** Whether the sum w counts as log(1 + w), so that the hundredth play adds less than the first. */
  logDamping: boolean;
}

/** A play of less than this share of the song is a skip. */
export const SKIPPED_BELOW = 0.2;

/** Share of its weight that an event keeps after `days` days, as `decayAfter` of the SQL has it. */
export function decayOver(days: number, halfLifeDays: number): number {
  return halfLifeDays === 0 ? 1 : 2 ** Math.max(-MOST_HALF_LIVES, -days / halfLifeDays);
}

/**
 * Weight of a user and song from the sum over its events: 0 when nothing was heard and nothing downloaded,
 * that is for skips.
 */
export function dampedWeight(sum: number, rule: Pick<WeightRule, 'logDamping'>): number {
  return rule.logDamping ? Math.log1p(sum) : sum;
}
