import { TopK } from '#ml';
import type { RankedIndices } from '#ml';
import type { Listener } from '../listener/listener.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { mayBeListed } from './constraints/constraints.js';
import type { RowConstraints } from './constraints/song-facts.js';
import { marginalRelevance } from './diversity.js';
import { dot } from '../model/dot.js';
import { joinedRows } from '../model/row-lists.js';
import { rankedPage } from './ranked-page.js';
import type { Best } from './ranked-page.js';
import { countedPage, countsSingers, roomAfter, shownUpTo } from './counted-page.js';
import type { PageEnd, SongPage } from './song-page.js';

/** What a caller wants of a list. Songs are rows of the model. */
export interface SongRequest {
  limit: number;
  /** Rows to leave out, in any order. */
  exclude: readonly number[];
  /** Rows to choose from; null: all. */
  include: readonly number[] | null;
  includePlayed: boolean;
  /** 0: best first; up to 1: different ones first. */
  diversity: number;
  minScore: number;
  /** Null: none. */
  constraints: RowConstraints | null;
  /** Rows that stand behind all others. */
  tired: readonly number[];
}

/** A diverse list is drawn from so many of the best songs. */
const DIVERSE_FROM = 500;
/** What a tired song loses while it is ranked: more than scores can differ. */
const SINK = 1_000;

/** One page of a listener's list: exact, ties by song id, never padded. @param after where the page before ended. */
export function rankSongs(
  model: RecommenderModel,
  listener: Listener,
  request: SongRequest,
  after: PageEnd | null = null,
): SongPage {
  const best = bestSongs(model, listener, request);
  const page = pageOf(model, best, request, after);
  if (request.tired.length === 0) return page;
  return { ...page, scores: page.scores.map((score) => (score < -SINK / 2 ? score + SINK : score)) };
}

function pageOf(model: RecommenderModel, best: Best, request: SongRequest, after: PageEnd | null): SongPage {
  if (request.diversity > 0) return diversePage(model, best, request, after);
  if (countsSingers(request)) return countedPage(best, request, after);
  return rankedPage(best, request.limit, after !== null && 'seen' in after ? after : null);
}

/** The first songs of a ranking of another kind. @param without the ranking without some rows. */
export function firstSongs(
  without: (refused: readonly number[]) => Best,
  limit: number,
  constraints: RowConstraints | null,
): SongPage {
  const best = without(constraints === null ? [] : constraints.facts.refusedBy(constraints.asked));
  const request = { limit, constraints };
  return countsSingers(request) ? countedPage(best, request, null) : rankedPage(best, limit, null);
}

/**
 * First pages of several listeners; the songs' vectors are read once for all of them where nothing but the
 * limit is asked.
 */
export function rankSongsOfBatch(
  model: RecommenderModel,
  listeners: readonly (Listener & Pick<SongRequest, 'tired'>)[],
  request: Omit<SongRequest, 'tired'> & { include: null; diversity: 0 },
): SongPage[] {
  const plain = listeners
    .filter(hasVector)
    .filter(({ tired }) => request.constraints === null && tired.length === 0);
  const found = model.topOfMany(plain, request.limit + 1, (n) => excludedFrom(plain[n]!, request));
  const lists = new Map<Listener, RankedIndices>([...found].map((list, n) => [plain[n]!, list]));
  return listeners.map((listener) => {
    const list = lists.get(listener);
    if (list !== undefined) return rankedPage(() => list, request.limit, null);
    return rankSongs(model, listener, { ...request, tired: listener.tired });
  });
}

/** Different songs first; where these end, the tired ones in their order. */
function diversePage(
  model: RecommenderModel,
  best: Best,
  request: SongRequest,
  after: PageEnd | null,
): SongPage {
  const shown = shownUpTo(after);
  const { indices, scores } = best(DIVERSE_FROM);
  const isShown = new Set(shown);
  const room = roomAfter(request, shown);
  const rows: number[] = [];
  const candidateScores: number[] = [];
  const tired: { row: number; score: number }[] = [];
  indices.forEach((row, n) => {
    if (room !== null && !isShown.has(row) && !room.take(row)) return;
    const score = scores[n]!;
    if (score >= -SINK / 2) {
      rows.push(row);
      candidateScores.push(score);
    } else if (!isShown.has(row)) tired.push({ row, score });
  });
  const candidates = { rows, scores: candidateScores, similarity: cosines(model) };
  const order = marginalRelevance(candidates, request.diversity, request.limit + 1, shown);
  const list = [...order.map((n) => ({ row: rows[n]!, score: candidateScores[n]! })), ...tired];
  const page = list.slice(0, request.limit);
  const pageRows = page.map(({ row }) => row);
  return {
    rows: pageRows,
    scores: page.map(({ score }) => score),
    end: list.length > request.limit ? { shown: [...shown, ...pageRows] } : null,
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

function excludedFrom(
  { history }: Listener,
  { includePlayed, exclude }: Pick<SongRequest, 'includePlayed' | 'exclude'>,
): ArrayLike<number> {
  if (includePlayed) return exclude;
  return exclude.length === 0 ? history.songs : joinedRows([history.songs, exclude]);
}

function bestSongs(model: RecommenderModel, listener: Listener, request: SongRequest): Best {
  const { include, refused } = withinConstraints(request);
  const met = excludedFrom(listener, request);
  const excluded = refused.length === 0 ? met : joinedRows([met, refused]);
  const within = (from: readonly number[] | null, without: ArrayLike<number>): Best =>
    atLeast(bestOf(model, listener, from, without), request.minScore);
  if (request.tired.length === 0) return within(include, excluded);
  const fresh = within(include, joinedRows([excluded, request.tired]));
  const isIncluded = include === null ? null : new Set(include);
  const tired = request.tired.filter((song) => isIncluded === null || isIncluded.has(song));
  const last = within(tired, excluded)(Math.max(1, tired.length));
  return (k) => joined(fresh(k), last, k);
}

/** Without the songs of lower scores, so that a list which is cut has come to its end. */
function atLeast(best: Best, minScore: number): Best {
  if (minScore === -Infinity) return best;
  return (k) => {
    const { indices, scores } = best(k);
    const low = scores.findIndex((score) => score < minScore);
    return low === -1
      ? { indices, scores }
      : { indices: indices.subarray(0, low), scores: scores.subarray(0, low) };
  };
}

/** Songs to choose from and songs to leave out, by what was asked of every song. */
function withinConstraints({ include, constraints }: SongRequest): {
  include: readonly number[] | null;
  refused: readonly number[];
} {
  if (constraints === null) return { include, refused: [] };
  const { facts, asked } = constraints;
  const { includeSingers } = asked;
  const from = include ?? (includeSingers === null ? null : facts.songsBy(includeSingers));
  if (from === null) return { include: null, refused: facts.refusedBy(asked) };
  return { include: from.filter((song) => mayBeListed(facts.traits(song), asked)), refused: [] };
}

function joined(first: RankedIndices, last: RankedIndices, k: number): RankedIndices {
  const more = Math.max(0, k - first.indices.length);
  return {
    indices: Int32Array.of(...first.indices, ...last.indices.subarray(0, more)),
    scores: Float64Array.of(...first.scores, ...last.scores.subarray(0, more).map((score) => score - SINK)),
  };
}

/** The best songs. @param include null: of all. */
function bestOf(
  model: RecommenderModel,
  listener: Listener,
  include: readonly number[] | null,
  excluded: ArrayLike<number>,
): Best {
  if (hasVector(listener) && include === null) return (k) => model.top(listener, k, excluded);
  const isExcluded = new Set(Array.from(excluded));
  const isAllowed = (song: number): boolean => !isExcluded.has(song) && !model.isHidden(song);
  const popularity = (song: number): number => model.popularity(song);
  if (include !== null) {
    const allowed = [...new Set(include)].filter(isAllowed);
    const scores = hasVector(listener) ? model.scoresOf(listener, allowed) : allowed.map(popularity);
    return (k) => topOf(allowed, scores, k);
  }
  return (k) => {
    const rows: number[] = [];
    for (let n = 0; n < model.popular.length && rows.length < k; n++) {
      if (isAllowed(model.popular[n]!)) rows.push(model.popular[n]!);
    }
    return { indices: Int32Array.from(rows), scores: Float64Array.from(rows, popularity) };
  };
}

function hasVector<Some extends Listener>(listener: Some): listener is Some & { vector: Float32Array } {
  return listener.vector !== null;
}

function topOf(rows: readonly number[], scores: readonly number[], k: number): RankedIndices {
  const top = new TopK(k);
  rows.forEach((row, n) => top.offer(row, scores[n]!));
  return top.take();
}
