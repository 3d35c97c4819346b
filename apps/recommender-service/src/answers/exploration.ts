import { SeededRandom } from '#ml';
import { hash, randomInt } from 'node:crypto';
import type { Listener } from '../listener/listener.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { bestSongs } from './best-songs.js';
import type { SongRequest } from './best-songs.js';
import type { SongPage } from './song-ranking.js';

/** Songs of a day that places are given to. */
const POOL = 500;
/** Of these the best for the user, of which each has the same chance. */
const CANDIDATES = 50;
const DAY_MS = 86_400_000;

/** How places of a list were given to songs with few plays. */
export interface Exploration {
  /** What decides, together with a place, whether it was: see {@link isExplored}. */
  random: string;
  /** In thousandths of the places. */
  perMille: number;
  /** Songs of which one was drawn. */
  candidates: number;
}

/** A page some of whose places were given away; `explored` has these, counted from 0. */
export interface ExploredPage extends SongPage {
  exploration: Exploration;
  explored: ReadonlySet<number>;
}

/**
 * Gives each place of a first page, with a chance of `perMille`, to a song with few plays, drawn from those of the
 * day that are best for the user; the song that was ranked there waits for the next page. So at each place the
 * ranked song has the chance 1 - p, and each candidate p by their number. Null where the candidates are fewer than
 * the places.
 */
export function explore(
  model: RecommenderModel,
  listener: Listener,
  request: SongRequest,
  page: SongPage,
  { random, perMille }: Pick<Exploration, 'random' | 'perMille'>,
): ExploredPage | null {
  const asked = { ...request, include: poolOf(model), exclude: [...request.exclude, ...page.rows] };
  const { indices, scores } = bestSongs(model, listener, asked)(CANDIDATES);
  if (indices.length < page.rows.length) return null;
  const drawn = new SeededRandom(randomInt(2 ** 32)).shuffle([...indices.keys()]);
  const explored = new Set(
    [...page.rows.keys()].filter((place) => isExplored({ random, perMille }, place + 1)),
  );
  const found = { ...page, rows: [...page.rows], scores: [...page.scores] };
  [...explored].forEach((place, n) => {
    found.rows[place] = indices[drawn[n]!]!;
    found.scores[place] = scores[drawn[n]!]!;
  });
  return { ...found, explored, exploration: { random, perMille, candidates: indices.length } };
}

/** Whether a place of a list, from 1 on, was given to a song with few plays. */
function isExplored({ random, perMille }: Pick<Exploration, 'random' | 'perMille'>, place: number): boolean {
  return hash('sha256', `${random} ${place}`, 'buffer').readUInt32BE(0) / 2 ** 32 < perMille / 1000;
}

/** The chance with which a song had been given its place. */
export function propensityOf(exploration: Exploration, place: number): number {
  const share = exploration.perMille / 1000;
  return isExplored(exploration, place) ? share / exploration.candidates : 1 - share;
}

const pools = new WeakMap<RecommenderModel, { day: number; rows: readonly number[] }>();

/** Some of the less heard half of the songs, others each day. */
function poolOf(model: RecommenderModel): readonly number[] {
  const day = Math.floor(Date.now() / DAY_MS);
  const known = pools.get(model);
  if (known?.day === day) return known.rows;
  const order = model.popularNow;
  const rows = [...new SeededRandom(day).shuffle(order.slice(order.length >> 1)).subarray(0, POOL)];
  pools.set(model, { day, rows });
  return rows;
}
