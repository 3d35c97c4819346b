import { daysBetween } from '../interactions/calendar.js';
import { dampedWeight, decayOver } from '../interactions/interaction-weight.js';
import type { WeightRule } from '../interactions/interaction-weight.js';

/** A play or download of a song. */
export interface HistoryEvent {
  songId: string;
  kind: 'play' | 'download';
  playSeconds: number | null;
  songSeconds: number | null;
  /** 'YYYY-MM-DD'; null: as new as the model. */
  day: string | null;
}

/** Weight of one event before sums are damped, as the training weighs it. @param dataTo the day from which ages count. */
export function eventWeight(event: HistoryEvent, rule: WeightRule, dataTo: string | null): number {
  // What is newer than the model weighs no more than its last day: otherwise weights would grow until the next training.
  const age = event.day === null || dataTo === null ? 0 : Math.max(0, daysBetween(event.day, dataTo));
  return baseWeight(event, rule) * decayOver(age, rule.halfLifeDays);
}

function baseWeight({ kind, playSeconds, songSeconds }: HistoryEvent, rule: WeightRule): number {
  if (kind === 'download') return rule.downloadWeight;
  if (playSeconds === null || songSeconds === null || !(playSeconds > 0 && songSeconds > 0)) return 0;
  return rule.playWeight * Math.min(1, playSeconds / songSeconds) ** rule.completionExponent;
}

/** Weight of a pair that weighed `stored` when the model was trained and has met in further events since. */
export function addedWeight(stored: number, further: number, rule: WeightRule): number {
  const sum = rule.logDamping ? Math.expm1(stored) : stored;
  return dampedWeight(sum + further, rule);
}
