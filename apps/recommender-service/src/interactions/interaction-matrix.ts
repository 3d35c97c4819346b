import { transpose } from '#ml';
import type { SparseRows } from '#ml';
import type { PairTable } from './pair-table.js';

/** The songs a model can know and who met them. Users are those of the pair table, songs are numbered anew. */
export interface InteractionMatrix {
  /** Table song -> song of this matrix, or -1 when it has too few listeners. */
  songOf: Int32Array;
  /** Song of this matrix -> table song, ascending. */
  tableSongs: Int32Array;
  /** Users x songs: pairs with a weight above 0. This is what a model learns from. */
  liked: SparseRows;
  /** Users with a liked pair, by song. */
  listeners: Uint32Array;
}

/** Users and songs of a matrix by their ids. */
export interface Numbering {
  table: PairTable;
  matrix: InteractionMatrix;
}

/** Ids of the songs of a matrix. */
export function songIdsOf({
  table,
  matrix: { tableSongs },
}: {
  table: Pick<PairTable, 'songIds'>;
  matrix: Pick<InteractionMatrix, 'tableSongs'>;
}): BigInt64Array {
  return BigInt64Array.from(tableSongs, (song) => table.songIds[song]!);
}

/** All days, or those up to the cut. */
export type Days = 'all' | 'early';

/**
 * @param days 'all', or 'early' for the days up to the cut of the pair table only.
 * @param minListeners songs liked by fewer users are left out.
 * @param listeners users with a liked pair, by song of the table; where the table holds some users only, those of all.
 */
export function buildInteractionMatrix(
  table: PairTable,
  days: Days,
  minListeners: number,
  listeners?: Uint32Array,
): InteractionMatrix {
  const weights = days === 'all' ? table.weights : table.earlyWeights;
  const listenersOfTable = listeners ?? countListeners(table, weights);
  const songOf = new Int32Array(table.songIds.length).fill(-1);
  const tableSongs: number[] = [];
  listenersOfTable.forEach((count, song) => {
    if (count < minListeners || count === 0) return;
    songOf[song] = tableSongs.length;
    tableSongs.push(song);
  });
  const songs = { songOf, tableSongs };
  const liked = selectPairs(table, songs, weights, (n) => weights[n]! > 0);
  return {
    songOf,
    tableSongs: Int32Array.from(tableSongs),
    liked,
    listeners: Uint32Array.from(tableSongs, (song) => listenersOfTable[song]!),
  };
}

/** Users and songs with a liked pair, and these pairs. */
export interface LikedSizes {
  users: number;
  songs: number;
  pairs: number;
}

/** Sizes of what a model of all days learns from, without building it. */
export function likedSizes(table: PairTable, minListeners: number): LikedSizes {
  const listeners = countListeners(table, table.weights);
  const isIn = (song: number): boolean => listeners[song]! >= Math.max(1, minListeners);
  const likes = new Uint8Array(table.userIds.length);
  let pairs = 0;
  for (let n = 0; n < table.weights.length; n++) {
    if (!(table.weights[n]! > 0) || !isIn(table.songs[n]!)) continue;
    likes[table.users[n]!] = 1;
    pairs++;
  }
  const count = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0);
  return {
    users: count(likes),
    songs: count(Uint8Array.from(listeners, (_, song) => Number(isIn(song)))),
    pairs,
  };
}

/** Users with a weight above 0, by song of the table. */
export function countListeners(table: PairTable, weights: Float32Array): Uint32Array {
  const listeners = new Uint32Array(table.songIds.length);
  for (let n = 0; n < weights.length; n++) if (weights[n]! > 0) listeners[table.songs[n]!]! += 1;
  return listeners;
}

/** Some pairs of the table with these weights, of songs that a matrix has. */
export function selectPairs(
  table: PairTable,
  { songOf, tableSongs }: { songOf: Int32Array; tableSongs: { length: number } },
  weights: Float32Array,
  isSelected: (n: number) => boolean,
): SparseRows {
  const isIn = (n: number): boolean => songOf[table.songs[n]!] !== -1 && isSelected(n);
  // By songs first, then turned: no copy of the columns of pairs is made.
  const starts = new Int32Array(tableSongs.length + 1);
  for (let n = 0; n < weights.length; n++) if (isIn(n)) starts[songOf[table.songs[n]!]! + 1]! += 1;
  for (let song = 0; song < tableSongs.length; song++) starts[song + 1]! += starts[song]!;
  const next = starts.slice();
  const indices = new Int32Array(starts[tableSongs.length]!);
  const values = new Float32Array(indices.length);
  for (let n = 0; n < weights.length; n++) {
    if (!isIn(n)) continue;
    const at = next[songOf[table.songs[n]!]!]!++;
    indices[at] = table.users[n]!;
    values[at] = weights[n]!;
  }
  return transpose({
    rows: tableSongs.length,
    columns: table.userIds.length,
    starts,
    indices,
    weights: values,
  });
}
