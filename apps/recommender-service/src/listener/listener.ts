import { daysBetween } from '#common/calendar';
import { dampedWeight, decayOver, SKIPPED_BELOW } from '../interactions/interaction-weight.js';
import type { WeightRule } from '../interactions/interaction-weight.js';
import type { History } from '../model/history.js';
import type { RecommenderModel } from '../model/recommender-model.js';

/** A play or download of a song, or what a user said of it. */
export interface HistoryEvent {
  songId: string;
  kind: 'play' | 'download' | 'like' | 'add' | 'skip';
  /**
   * Share of the song that a play heard, from 0 to 1; 1 for a like or add, -1 where it takes one back that the
   * training counted; it does not count for downloads and skips.
   */
  share: number;
  /** 'YYYY-MM-DD'; null: as new as the model. */
  day: string | null;
}

/**
 * Where a list comes from: the trained vector, one made of newer events too, the number of listeners, or songs
 * just heard.
 */
export const SOURCES = ['model', 'fold-in', 'popular', 'next'] as const;
export type ListSource = (typeof SOURCES)[number];

/** Whom a list is for, as a model sees this person at the time of the request. */
export interface Listener {
  source: ListSource;
  /** Null for `popular`. */
  vector: Float32Array | null;
  /** All songs met, newer ones included; ascending. */
  history: History;
  /** Events of songs of the model that came after its training. */
  freshEvents: number;
  /** See `ScoredListener`. */
  isJustHeard?: boolean;
}

const NOBODY: History = { songs: new Int32Array(0), weights: new Float32Array(0) };

/**
 * Joins what a model knows of a user with what has happened since. A user whose new events are skips keeps
 * the trained vector; one who took back a like is folded in without it.
 * @param user row of the model, or -1. @param trained this user's vector; null where there is none.
 * @param events those after the training alone.
 */
export function listenerOf(
  model: RecommenderModel,
  user: number,
  trained: Float32Array | null,
  events: readonly HistoryEvent[],
): Listener {
  const known = user === -1 ? NOBODY : model.history(user);
  const { added, freshEvents } = sumBySong(model, events);
  const history = added.size === 0 ? known : joined(known, added, model);
  const isTakenBack = events.some(({ share }) => share < 0);
  const likesMore = [...added.values()].some((weight) => weight > 0);
  const likesAny = history.weights.some((weight) => weight > 0);
  if ((likesMore || (isTakenBack && likesAny)) && model.isPersonal)
    return { source: 'fold-in', vector: model.foldIn(history), history, freshEvents };
  if (trained !== null && !isTakenBack) return { source: 'model', vector: trained, history, freshEvents };
  return { source: 'popular', vector: null, history, freshEvents };
}

function sumBySong(
  model: RecommenderModel,
  events: readonly HistoryEvent[],
): { added: Map<number, number>; freshEvents: number } {
  const added = new Map<number, number>();
  let freshEvents = 0;
  for (const event of events) {
    const song = model.findSong(event.songId);
    if (song === -1) continue;
    freshEvents++;
    // Nothing is learned from a like of a cold song, in a training neither.
    const weight = model.isCold(song) ? 0 : eventWeight(event, model.rule.weights, model.rule.dataTo);
    added.set(song, (added.get(song) ?? 0) + weight);
  }
  return { added, freshEvents };
}

function joined(known: History, added: ReadonlyMap<number, number>, model: RecommenderModel): History {
  const weights = new Map<number, number>();
  known.songs.forEach((song, n) => weights.set(song, known.weights[n]!));
  for (const [song, further] of added) {
    weights.set(song, addedWeight(weights.get(song) ?? 0, further, model.rule.weights));
  }
  const songs = Int32Array.from(weights.keys()).sort();
  return { songs, weights: Float32Array.from(songs, (song) => weights.get(song)!) };
}

/**
 * Weight of one event before sums are damped, as the training weighs it.
 * @param dataTo the day from which ages count.
 */
export function eventWeight(event: HistoryEvent, rule: WeightRule, dataTo: string | null): number {
  // What is newer than the model weighs no more than its last day: otherwise weights would grow until the
  // next training.
  const age = event.day === null || dataTo === null ? 0 : Math.max(0, daysBetween(event.day, dataTo));
  return baseWeight(event, rule) * decayOver(age, rule.halfLifeDays);
}

function baseWeight({ kind, share }: HistoryEvent, rule: WeightRule): number {
  if (kind === 'skip') return -rule.skipWeight;
  if (kind === 'download') return rule.downloadWeight;
  if (kind !== 'play') return share * rule[`${kind}Weight`];
  const heard = share === 0 ? 0 : rule.playWeight * share ** rule.completionExponent;
  return share < SKIPPED_BELOW ? heard - rule.skipWeight : heard;
}

/** Weight of a pair that weighed `stored` when the model was trained and has met in further events since. */
export function addedWeight(stored: number, further: number, rule: WeightRule): number {
  const sum = rule.logDamping ? Math.expm1(stored) : stored;
  return dampedWeight(Math.max(0, sum + further), rule);
}
