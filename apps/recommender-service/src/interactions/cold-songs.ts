import type { InteractionMatrix } from './interaction-matrix.js';
import type { PairTable } from './pair-table.js';
import type { SongSingers } from './song-singers.js';
import { placesIn } from './sorted-ids.js';

/** Songs with too few listeners for the matrix, whose singers have others in it. */
export interface ColdSongs {
  /** Ascending. */
  songIds: BigInt64Array;
  /** The song of the pair table, or -1 for one that no user has met. */
  tableSongs: Int32Array;
  /** Which of the groups each belongs to: songs of the same singers are one group. */
  groups: Int32Array;
  /** Of each group the songs of the matrix by its singers, ascending. */
  siblings: Int32Array[];
}

/** Of each singer the newest: songs of one group all score alike, and would fill a list. */
const MOST_OF_A_SINGER = 5;

/**
 * The newest cold songs of each singer.
 * @param until songs that were first heard of later, counted from 1970, do not exist yet.
 */
export function coldSongs(
  table: PairTable,
  matrix: InteractionMatrix,
  catalogue: SongSingers,
  until: number,
): ColdSongs {
  const tableSongs = placesIn(table.songIds, catalogue.songIds);
  const warmOf = (row: number): number => (tableSongs[row] === -1 ? -1 : matrix.songOf[tableSongs[row]!]!);
  const warmBySinger = new Map<number, number[]>();
  const candidates: number[] = [];
  for (let row = 0; row < catalogue.songIds.length; row++) {
    const song = warmOf(row);
    if (song === -1) {
      if (catalogue.firstDays[row]! <= until) candidates.push(row);
      continue;
    }
    for (const singer of singersOf(catalogue, row)) {
      const songs = warmBySinger.get(singer);
      if (songs === undefined) warmBySinger.set(singer, [song]);
      else songs.push(song);
    }
  }
  const known = candidates.filter((row) => singersOf(catalogue, row).some((one) => warmBySinger.has(one)));
  const rows = newestOfEach(catalogue, known);
  const groupOf = new Map<string, number>();
  const siblings: Int32Array[] = [];
  const groups = Int32Array.from(rows, (row) => {
    const singers = singersOf(catalogue, row);
    const key = singers.toSorted().join();
    const before = groupOf.get(key);
    if (before !== undefined) return before;
    groupOf.set(key, siblings.length);
    const songs = new Set(Array.from(singers).flatMap((singer) => warmBySinger.get(singer) ?? []));
    return siblings.push(Int32Array.from(songs).sort()) - 1;
  });
  return {
    songIds: BigInt64Array.from(rows, (row) => catalogue.songIds[row]!),
    tableSongs: Int32Array.from(rows, (row) => tableSongs[row]!),
    groups,
    siblings,
  };
}

/** Who has met cold songs, and who likes them, as pairs of a user and the place of the song among the cold ones. */
export function coldPairs(
  table: PairTable,
  cold: ColdSongs,
  visit: (user: number, song: number, weight: number, earlyWeight: number) => void,
): void {
  const places = new Int32Array(table.songIds.length).fill(-1);
  cold.tableSongs.forEach((song, n) => {
    if (song !== -1) places[song] = n;
  });
  for (let n = 0; n < table.users.length; n++) {
    const song = places[table.songs[n]!]!;
    if (song !== -1) visit(table.users[n]!, song, table.weights[n]!, table.earlyWeights[n]!);
  }
}

function newestOfEach(catalogue: SongSingers, rows: readonly number[]): number[] {
  const taken = new Map<number, number>();
  const newest = rows.toSorted((a, b) => catalogue.firstDays[b]! - catalogue.firstDays[a]! || a - b);
  const kept = newest.filter((row) => {
    const singers = singersOf(catalogue, row);
    if (singers.some((singer) => (taken.get(singer) ?? 0) >= MOST_OF_A_SINGER)) return false;
    for (const singer of singers) taken.set(singer, (taken.get(singer) ?? 0) + 1);
    return true;
  });
  return kept.sort((a, b) => a - b);
}

function singersOf({ starts, singers }: SongSingers, row: number): Int32Array {
  return singers.subarray(starts[row], starts[row + 1]);
}
