import type { Excluded } from '#kernels';
import type { RankedIndices } from '#ml';
import type { Listener } from '../listener/listener.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { bestSongs, bestSongsOfEach } from './best-songs.js';
import type { AskedList, Best, SongRequest } from './best-songs.js';
import { limitsRoom, Room } from './constraints/constraints.js';
import type { RowConstraints } from './constraints/song-facts.js';
import { marginalRelevance } from './diversity.js';

export interface SongPage {
  rows: number[];
  scores: number[];
  hasMore: boolean;
}

/** A list of several pages ends here: its cursor names all songs shown. */
const LONGEST_LIST = 500;
/** A diverse list is drawn from so many of the best songs. */
const DIVERSE_FROM = 500;
/** So many a scan can rank. */
const MOST_RANKED = 10_000;

/**
 * One page of a listener's list: exact, ties by song id, never padded.
 * @param shown rows on the pages before: none of them is repeated, whatever has been hidden or played since.
 */
export function rankSongs(
  model: RecommenderModel,
  listener: Listener,
  request: SongRequest,
  shown: readonly number[] = [],
  best = bestSongs(model, listener, request),
): SongPage {
  const left = LONGEST_LIST - shown.length;
  const limit = shown.length === 0 ? request.limit : Math.min(request.limit, left);
  const songs =
    request.diversity > 0
      ? differentSongs(model, best, request, shown, limit + 1)
      : firstOf(best, request.constraints, shown, limit + 1);
  const page = pageOf(songs, limit);
  return { ...page, hasMore: page.hasMore && limit < left };
}

/** The first page of each of some lists, asked for alike, as {@link rankSongs} finds it. */
export function rankSongsOfEach(model: RecommenderModel, asked: readonly AskedList[]): SongPage[] {
  const [first] = asked;
  if (first === undefined) return [];
  const { limit, diversity, constraints } = first.request;
  const ranked = diversity > 0 ? DIVERSE_FROM : firstRanked(constraints, limit + 1);
  const bests = bestSongsOfEach(model, asked, ranked);
  return asked.map(({ listener, request }, n) => rankSongs(model, listener, request, [], bests[n]));
}

/** How many songs are ranked first for so many places of a list. */
function firstRanked(constraints: RowConstraints | null, places: number): number {
  return (constraints !== null && limitsRoom(constraints.asked) ? 4 : 1) * places;
}

/** How many songs constraints leave; null: there are none. */
export function songsLeft(constraints: RowConstraints | null): number | null {
  return constraints === null ? null : constraints.facts.left(constraints.asked);
}

/** The first songs of a ranking of another kind. @param without the ranking without some rows. */
export function firstSongs(
  without: (refused: Excluded) => Best,
  limit: number,
  constraints: RowConstraints | null,
): SongPage {
  const refused = constraints?.facts.refusedBy(constraints.asked) ?? null;
  const best = without(refused === null ? [] : { bits: refused, besides: [] });
  return pageOf(firstOf(best, constraints, [], limit + 1), limit);
}

interface Entry {
  row: number;
  score: number;
}

function entriesOf({ indices, scores }: RankedIndices): Entry[] {
  return Array.from(indices, (row, n) => ({ row, score: scores[n]! }));
}

function pageOf(entries: readonly Entry[], limit: number): SongPage {
  const page = entries.slice(0, limit);
  return {
    rows: page.map(({ row }) => row),
    scores: page.map(({ score }) => score),
    hasMore: entries.length > limit,
  };
}

/** The best songs that were not shown and whose singers have room. */
function firstOf(
  best: Best,
  constraints: RowConstraints | null,
  shown: readonly number[],
  count: number,
): Entry[] {
  const isShown = new Set(shown);
  for (let k = firstRanked(constraints, shown.length + count); ; k *= 2) {
    const most = Math.min(MOST_RANKED, k);
    const found = best(most);
    const first = listable(found, constraints, shown).filter(({ row }) => !isShown.has(row));
    const isWhole = found.indices.length < most || most === MOST_RANKED;
    if (first.length >= count || isWhole) return first.slice(0, count);
  }
}

/** Songs of a ranking that the list holds already, or whose singers have room behind those above them. */
function listable(
  found: RankedIndices,
  constraints: RowConstraints | null,
  shown: readonly number[],
): Entry[] {
  const entries = entriesOf(found);
  if (constraints === null) return entries;
  const { facts, asked } = constraints;
  const room = new Room(asked);
  for (const row of shown) room.count(facts.traits(row));
  const isShown = new Set(shown);
  return entries.filter(({ row }) => isShown.has(row) || room.take(facts.traits(row)));
}

/** Different songs first. */
function differentSongs(
  model: RecommenderModel,
  best: Best,
  { constraints, diversity }: SongRequest,
  shown: readonly number[],
  count: number,
): Entry[] {
  const listed = listable(best(DIVERSE_FROM), constraints, shown);
  const candidates = {
    rows: listed.map(({ row }) => row),
    scores: listed.map(({ score }) => score),
    similarity: cosines(model),
  };
  return marginalRelevance(candidates, diversity, count, shown).map((n) => listed[n]!);
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

/** Inner product of two vectors of one length. */
function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += a[f]! * b[f]!;
  return sum;
}
