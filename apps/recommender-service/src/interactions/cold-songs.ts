import type { InteractionMatrix } from './interaction-matrix.js';
import type { PairTable } from './pair-table.js';
import type { SongSingers } from './song-singers.js';
import { placesIn } from './sorted-ids.js';

/** What cold songs are placed by: the mean of their singers' songs, or what properties say. */
export type ColdPlacement = 'singers' | 'properties';

/** Singers and properties by numbers: of each group of cold songs, and of each song of the matrix. */
export interface SongTraits {
  count: number;
  ofGroups: Int32Array[];
  ofSongs: Int32Array[];
}

/** Songs with too few listeners for the matrix, whose singers, or properties, others in it have. */
export interface ColdSongs {
  /** Ascending. */
  songIds: BigInt64Array;
  /** The song of the pair table, or -1 for one that no user has met. */
  tableSongs: Int32Array;
  /** Which of the groups each belongs to: songs of the same singers are one group. */
  groups: Int32Array;
  /** Of each group the songs of the matrix by its singers, ascending. */
  siblings: Int32Array[];
  /** Null: placed by their singers. */
  traits: SongTraits | null;
}

/**
 * Of each singer, or of equal properties without a singer, the newest: songs of one group all score alike, and
 * would fill a list.
 */
const MOST_OF_A_SINGER = 5;

/**
 * The newest cold songs of each singer. Songs of a group have the same singers and, by properties, the same of these.
 * @param until songs that were first heard of later, counted from 1970, do not exist yet.
 */
export function coldSongs(
  table: PairTable,
  matrix: Pick<InteractionMatrix, 'songOf' | 'tableSongs'>,
  catalogue: SongSingers,
  until: number,
  placement: ColdPlacement = 'singers',
): ColdSongs {
  const byProperties = placement === 'properties';
  const tableSongs = placesIn(table.songIds, catalogue.songIds);
  const warmOf = (row: number): number => (tableSongs[row] === -1 ? -1 : matrix.songOf[tableSongs[row]!]!);
  const warmBySinger = new Map<number, number[]>();
  const warmTraits = new Set<number>();
  const ofSongs = new Array<Int32Array>(byProperties ? matrix.tableSongs.length : 0).fill(new Int32Array(0));
  const candidates: number[] = [];
  for (let row = 0; row < catalogue.songIds.length; row++) {
    const song = warmOf(row);
    if (song === -1) {
      if (catalogue.firstDays[row]! <= until) candidates.push(row);
      continue;
    }
    if (byProperties) {
      ofSongs[song] = numbersOf(catalogue, row);
      for (const trait of traitsOf(catalogue, row)) warmTraits.add(trait);
    }
    for (const singer of singersOf(catalogue, row)) {
      const songs = warmBySinger.get(singer);
      if (songs === undefined) warmBySinger.set(singer, [song]);
      else songs.push(song);
    }
  }
  const known = candidates.filter(
    (row) =>
      singersOf(catalogue, row).some((one) => warmBySinger.has(one)) ||
      traitsOf(catalogue, row).some((one) => warmTraits.has(one)),
  );
  const rows = newestOfEach(catalogue, known);
  const groupOf = new Map<string, number>();
  const siblings: Int32Array[] = [];
  const ofGroups: Int32Array[] = [];
  const groups = Int32Array.from(rows, (row) => {
    const singers = singersOf(catalogue, row);
    const key = (byProperties ? numbersOf(catalogue, row) : singers).toSorted().join();
    const before = groupOf.get(key);
    if (before !== undefined) return before;
    groupOf.set(key, siblings.length);
    if (byProperties) ofGroups.push(numbersOf(catalogue, row));
    const songs = new Set(Array.from(singers).flatMap((singer) => warmBySinger.get(singer) ?? []));
    return siblings.push(Int32Array.from(songs).sort()) - 1;
  });
  return {
    songIds: BigInt64Array.from(rows, (row) => catalogue.songIds[row]!),
    tableSongs: Int32Array.from(rows, (row) => tableSongs[row]!),
    groups,
    siblings,
    traits: byProperties ? { count: numbersIn(catalogue), ofGroups, ofSongs } : null,
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
  const taken = new Map<number | string, number>();
  const newest = rows.toSorted((a, b) => catalogue.firstDays[b]! - catalogue.firstDays[a]! || a - b);
  const kept = newest.filter((row) => {
    const own = singersOf(catalogue, row);
    const singers = own.length > 0 ? [...own] : [`traits ${traitsOf(catalogue, row).toSorted().join()}`];
    if (singers.some((singer) => (taken.get(singer) ?? 0) >= MOST_OF_A_SINGER)) return false;
    for (const singer of singers) taken.set(singer, (taken.get(singer) ?? 0) + 1);
    return true;
  });
  return kept.sort((a, b) => a - b);
}

/** Singers by their numbers, and behind these all else. */
function numbersOf(catalogue: SongSingers, row: number): Int32Array {
  const first = singerCount(catalogue);
  return Int32Array.of(
    ...singersOf(catalogue, row),
    ...traitsOf(catalogue, row).map((trait) => first + trait),
  );
}

const counts = new WeakMap<SongSingers, number>();
function singerCount(catalogue: SongSingers): number {
  const count = counts.get(catalogue) ?? catalogue.singers.reduce((most, one) => Math.max(most, one + 1), 0);
  counts.set(catalogue, count);
  return count;
}

function numbersIn(catalogue: SongSingers): number {
  return singerCount(catalogue) + catalogue.traits.reduce((most, one) => Math.max(most, one + 1), 0);
}

function traitsOf({ traitStarts, traits }: SongSingers, row: number): Int32Array {
  return traits.subarray(traitStarts[row], traitStarts[row + 1]);
}

function singersOf({ starts, singers }: SongSingers, row: number): Int32Array {
  return singers.subarray(starts[row], starts[row + 1]);
}
