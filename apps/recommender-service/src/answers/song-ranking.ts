import { TopK } from '#ml';
import type { RankedIndices } from '#ml';
import type { Listener } from '../listener/listener.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { marginalRelevance } from './diversity.js';
import { rankedPage } from './ranked-page.js';
import type { Best, RankEnd } from './ranked-page.js';

/** What a caller wants of a list. Songs are rows of the model. */
export interface SongWish {
  limit: number;
  /** Rows to leave out, in any order. */
  exclude: readonly number[];
  /** Rows to choose from; null: all. */
  include: readonly number[] | null;
  includePlayed: boolean;
  /** 0: best first; up to 1: different ones first. */
  diversity: number;
  minScore: number;
}

/** Where a page ended: behind this entry, or after these songs of a diverse list. */
export type PageEnd = RankEnd | { shown: number[] };

export interface SongPage {
  rows: number[];
  scores: number[];
  /** Null when there is nothing more. */
  end: PageEnd | null;
}

/** A diverse list is drawn from so many of the best songs. */
const DIVERSE_FROM = 500;

/** One page of a listener's list: exact, ties by song id, never padded. @param after where the page before ended. */
export function rankSongs(
  model: RecommenderModel,
  listener: Listener,
  wish: SongWish,
  after: PageEnd | null = null,
): SongPage {
  const best = bestSongs(model, listener, wish);
  if (wish.diversity > 0) return diversePage(model, best, wish, after);
  return rankedPage(best, wish, after !== null && 'seen' in after ? after : null);
}

/** Plain first pages of several listeners, with the songs' vectors read once for all of them. */
export function rankSongsOfBatch(
  model: RecommenderModel,
  listeners: readonly Listener[],
  wish: SongWish & { include: null; diversity: 0 },
): SongPage[] {
  const personal = listeners.filter(hasVector);
  const found = model.topOfMany(personal, wish.limit + 1, (n) => excludedFrom(personal[n]!, wish));
  const lists = new Map<Listener, RankedIndices>([...found].map((list, n) => [personal[n]!, list]));
  return listeners.map((listener) => {
    const list = lists.get(listener);
    return list === undefined ? rankSongs(model, listener, wish) : rankedPage(() => list, wish, null);
  });
}

function diversePage(model: RecommenderModel, best: Best, wish: SongWish, after: PageEnd | null): SongPage {
  const shown = after !== null && 'shown' in after ? after.shown : [];
  const { indices, scores } = best(DIVERSE_FROM);
  const inReach = scores.findIndex((score) => score < wish.minScore);
  const rows = Array.from(indices).slice(0, inReach === -1 ? undefined : inReach);
  const candidates = { rows, scores: Array.from(scores).slice(0, rows.length), similarity: cosines(model) };
  const order = marginalRelevance(candidates, wish.diversity, wish.limit + 1, shown);
  const picked = order.slice(0, wish.limit);
  const page = picked.map((n) => rows[n]!);
  return {
    rows: page,
    scores: picked.map((n) => candidates.scores[n]!),
    end: order.length > wish.limit ? { shown: [...shown, ...page] } : null,
  };
}

/** Cosine of two songs; lengths are kept, since each song is compared many times. */
function cosines({ songs }: RecommenderModel): (a: number, b: number) => number {
  const directions = new Map<number, Float32Array>();
  const direction = (song: number): Float32Array => {
    const known = directions.get(song);
    if (known !== undefined) return known;
    const vector = songs.vector(song);
    const length = Math.hypot(...vector) || 1;
    const found = vector.map((value) => value / length);
    directions.set(song, found);
    return found;
  };
  return (a, b) => dot(direction(a), direction(b));
}

function excludedFrom({ history }: Listener, { includePlayed, exclude }: SongWish): readonly number[] {
  return includePlayed ? exclude : [...history.songs, ...exclude];
}

function bestSongs(model: RecommenderModel, listener: Listener, wish: SongWish): Best {
  const excluded = excludedFrom(listener, wish);
  if (hasVector(listener) && wish.include === null) return (k) => model.top(listener, k, excluded);
  const isExcluded = new Set(excluded);
  const isAllowed = (song: number): boolean => !isExcluded.has(song) && !model.isHidden(song);
  const scoreOf = (song: number): number =>
    hasVector(listener) ? model.score(listener, song) : model.popularity(song);
  if (wish.include !== null) {
    const allowed = [...new Set(wish.include)].filter(isAllowed);
    return (k) => topOf(allowed, scoreOf, k);
  }
  return (k) => {
    const rows: number[] = [];
    for (let n = 0; n < model.popular.length && rows.length < k; n++) {
      if (isAllowed(model.popular[n]!)) rows.push(model.popular[n]!);
    }
    return { indices: Int32Array.from(rows), scores: Float64Array.from(rows, scoreOf) };
  };
}

type Personal = Listener & { vector: Float32Array };

function hasVector(listener: Listener): listener is Personal {
  return listener.vector !== null;
}

function topOf(rows: readonly number[], scoreOf: (row: number) => number, k: number): RankedIndices {
  const top = new TopK(k);
  for (const row of rows) top.offer(row, scoreOf(row));
  return top.take();
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += a[f]! * b[f]!;
  return sum;
}
