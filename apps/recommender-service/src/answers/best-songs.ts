import { RowBits } from '#kernels';
import type { Excluded } from '#kernels';
import { TopK } from '#ml';
import type { RankedIndices } from '#ml';
import type { Listener } from '../listener/listener.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { boostedScore } from '../model/boosts.js';
import type { Boosts } from '../model/boosts.js';
import { joinedRows } from '../model/row-lists.js';
import { mayBeListed } from './constraints/constraints.js';
import type { RowConstraints } from './constraints/song-facts.js';

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
}

/** The best songs, without those played. */
export const PLAIN_REQUEST = {
  exclude: [],
  include: null,
  includePlayed: false,
  diversity: 0,
  minScore: -Infinity,
  constraints: null,
} as const satisfies Partial<SongRequest>;

/** The best k of what is allowed, for any k: best first, ties by row. */
export type Best = (k: number) => RankedIndices;

/** Songs that a list leaves out whatever their scores. */
function excludedFrom(
  { history }: Listener,
  { includePlayed, exclude }: Pick<SongRequest, 'includePlayed' | 'exclude'>,
): ArrayLike<number> {
  if (includePlayed) return exclude;
  return exclude.length === 0 ? history.songs : joinedRows([history.songs, exclude]);
}

/** The songs that may be in a list. */
export function bestSongs(model: RecommenderModel, listener: Listener, request: SongRequest): Best {
  const { include, excluded, boosts } = allowedIn(listener, request);
  return atLeast(bestOf(model, listener, include, excluded, boosts), request.minScore);
}

/** A list that is asked for. */
export interface AskedList {
  readonly listener: Listener;
  readonly request: SongRequest;
}

/** {@link bestSongs} of each list; the first k of most of them are found together, in less time. */
export function bestSongsOfEach(model: RecommenderModel, asked: readonly AskedList[], k: number): Best[] {
  const each = asked.map(({ listener, request }) => ({ listener, ...allowedIn(listener, request) }));
  const together = each.filter(isScan);
  const found = model.topOfEach(
    together.map(({ listener }) => listener),
    k,
    together.map(({ excluded }) => excluded),
  );
  const lists = new Map(together.map((one, n) => [one as object, found[n]!]));
  return each.map((one, n) => {
    const best = bestOf(model, one.listener, one.include, one.excluded, one.boosts);
    const first = lists.get(one);
    return atLeast(
      (wanted) => (wanted === k && first !== undefined ? first : best(wanted)),
      asked[n]!.request.minScore,
    );
  });
}

interface Allowed {
  readonly include: readonly number[] | null;
  readonly excluded: Excluded;
  readonly boosts: Boosts | null;
}

function allowedIn(listener: Listener, request: SongRequest): Allowed {
  const { include, refused } = withinConstraints(request);
  const met = excludedFrom(listener, request);
  const { constraints } = request;
  return {
    include,
    excluded: refused === null ? met : { bits: refused, besides: met },
    boosts: constraints === null ? null : constraints.facts.boosted(constraints.asked),
  };
}

/** Whether a list is found by one scan of all songs. */
function isScan<One extends Allowed & { listener: Listener }>(
  one: One,
): one is One & { listener: { vector: Float32Array } } {
  return hasVector(one.listener) && one.include === null && one.boosts === null;
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
  refused: RowBits | null;
} {
  if (constraints === null) return { include, refused: null };
  const { facts, asked } = constraints;
  const { includeSingers } = asked;
  // What is refused is known by then, or will be asked for again.
  if (includeSingers === null) return { include, refused: facts.refusedBy(asked) };
  const from = include ?? facts.songsBy(includeSingers);
  return { include: from.filter((song) => mayBeListed(facts.traits(song), asked)), refused: null };
}

/** The best songs. @param include null: of all. */
function bestOf(
  model: RecommenderModel,
  listener: Listener,
  include: readonly number[] | null,
  excluded: Excluded,
  boosts: Boosts | null,
): Best {
  if (hasVector(listener)) {
    if (include === null) return (k) => model.top(listener, k, excluded, boosts);
    if (boosts === null && model.hasFactors) return (k) => model.topOf(include, listener, k, excluded);
  }
  const left = new RowBits(model.songs.rows).with(excluded);
  const isAllowed = (song: number): boolean => !left.has(song) && !model.isHidden(song);
  const popularity = (song: number): number => boostedScore(boosts, song, model.popularity(song));
  if (include !== null) {
    const allowed = include.filter((song) => {
      const isFirst = isAllowed(song);
      left.set(song, true);
      return isFirst;
    });
    const scores = hasVector(listener)
      ? model.scoresOf(listener, allowed).map((score, n) => boostedScore(boosts, allowed[n]!, score))
      : allowed.map(popularity);
    return (k) => topOf(allowed, scores, k);
  }
  return (k) => {
    // The first k of each factor; these are in order already where there is but one.
    const rooms = new Map((boosts?.groups ?? [{ factor: 1 }]).map(({ factor }) => [factor, k]));
    const rows: number[] = [];
    const order = model.popularNow;
    for (let n = 0; n < order.length && rooms.size > 0; n++) {
      const row = order[n]!;
      const factor = boosts?.factorOf(row) ?? 1;
      const room = rooms.get(factor);
      if (room === undefined || !isAllowed(row)) continue;
      rows.push(row);
      if (room === 1) rooms.delete(factor);
      else rooms.set(factor, room - 1);
    }
    if (boosts !== null) return topOf(rows, rows.map(popularity), k);
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
