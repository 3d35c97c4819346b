import { RowCollector, transpose } from '#ml';
import type { SparseRows } from '#ml';
import { coldPriors } from '../engines/cold-priors.js';
import type { TrainedModel } from '../engines/training-engine.js';
import type { ColdSongs } from '../interactions/cold-songs.js';
import { selectPairs } from '../interactions/interaction-matrix.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import { visitPairs } from '../interactions/pair-files.js';
import type { PairFiles } from '../interactions/pair-files.js';
import type { PairTable } from '../interactions/pair-table.js';
import { placesIn } from '../interactions/sorted-ids.js';
import { PLACED, WITHOUT_VECTOR } from '../model/model-artefact.js';
import type { ModelArtefact } from '../model/model-artefact.js';

/** What a version serves of its songs. */
export type ServedSongs = Pick<
  ModelArtefact,
  'songIds' | 'songFactors' | 'itemWeights' | 'popularity' | 'listeners' | 'isCold'
>;

/** Where songs of the matrix, cold ones and those of sessions stand among all of them, by ascending id. */
export interface ServedPlaces {
  warm: Int32Array;
  cold: Int32Array;
  /** The other songs of sessions. */
  heard: Int32Array;
  songIds: BigInt64Array;
  /** Song of the pair table -> place, or -1; it ascends. */
  placeOf: Int32Array;
  /** By place, see {@link ModelArtefact}. */
  isCold: Uint8Array;
}

/**
 * The learned songs and the cold ones.
 * @param listeners of all days, by song of the pair table.
 * @param scale of the scores of cold songs.
 */
export function servedSongs(
  model: TrainedModel,
  places: ServedPlaces,
  listeners: Uint32Array,
  cold: ColdSongs,
  scale: number,
): ServedSongs {
  const { songIds, placeOf, isCold } = places;
  const songs = songIds.length;
  const priors = coldPriors(model, cold);
  const { factors } = model;
  const songFactors = new Float32Array(songs * factors);
  const place = (row: number, vectors: Float32Array, from: number, by: number): void => {
    for (let f = 0; f < factors; f++) songFactors[row * factors + f] = by * vectors[from * factors + f]!;
  };
  const popularity = new Float32Array(songs);
  places.warm.forEach((row, song) => {
    place(row, model.songFactors, song, 1);
    popularity[row] = model.popularity?.[song] ?? 0;
  });
  places.cold.forEach((row, song) => {
    place(row, priors.vectors, cold.groups[song]!, scale);
  });
  const served = new Uint32Array(songs);
  placeOf.forEach((row, song) => {
    if (row !== -1) served[row] = listeners[song]!;
  });
  const itemWeights = servedWeights(model.itemWeights, priors.itemWeights, cold, places, scale);
  return { songIds, songFactors, itemWeights, popularity, listeners: served, isCold };
}

/** @param heard ids of songs that were heard in sessions, in any order; those of the table are served */
export function servedPlaces(
  table: Pick<PairTable, 'songIds'>,
  { tableSongs }: Pick<InteractionMatrix, 'tableSongs'>,
  cold: Pick<ColdSongs, 'songIds' | 'tableSongs'>,
  heard: BigInt64Array = new BigInt64Array(0),
): ServedPlaces {
  const isLeft = new Uint8Array(table.songIds.length);
  for (const song of placesIn(table.songIds, heard.toSorted())) if (song !== -1) isLeft[song] = 1;
  for (const song of [tableSongs, cold.tableSongs].flatMap((songs) => [...songs])) {
    if (song !== -1) isLeft[song] = 0;
  }
  const others = Int32Array.from(isLeft.keys()).filter((song) => isLeft[song] === 1);
  const idsOf = (songs: Int32Array) => BigInt64Array.from(songs, (song) => table.songIds[song]!);
  const parts = [idsOf(tableSongs), cold.songIds, idsOf(others)] as const;
  const songIds = BigInt64Array.from(parts.flatMap((ids) => [...ids])).sort();
  const [warm, coldPlaces, heardPlaces] = parts.map((ids) => placesIn(songIds, ids)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const placeOf = new Int32Array(table.songIds.length).fill(-1);
  tableSongs.forEach((song, n) => (placeOf[song] = warm[n]!));
  others.forEach((song, n) => (placeOf[song] = heardPlaces[n]!));
  cold.tableSongs.forEach((song, n) => {
    if (song !== -1) placeOf[song] = coldPlaces[n]!;
  });
  const isCold = new Uint8Array(songIds.length);
  for (const row of coldPlaces) isCold[row] = PLACED;
  for (const row of heardPlaces) isCold[row] = WITHOUT_VECTOR;
  return { warm, cold: coldPlaces, heard: heardPlaces, songIds, placeOf, isCold };
}

/** Users x served songs: what each user has met. A cold song weighs 0 there: nothing was learned from it. */
export function playedInTable(table: PairTable, { placeOf, isCold, songIds }: ServedPlaces): SparseRows {
  const played = selectPairs(table, { songOf: placeOf, tableSongs: songIds }, table.weights, () => true);
  played.indices.forEach((place, n) => {
    if (isCold[place] !== 0) played.weights[n] = 0;
  });
  return played;
}

/** {@link playedInTable} of all pairs in files, in no more memory than it takes in the end. */
export async function playedInFiles(
  files: PairFiles,
  users: number,
  { placeOf, isCold, songIds }: ServedPlaces,
): Promise<SparseRows> {
  const rows = new RowCollector(users, songIds.length, files.pairs);
  await visitPairs(files, (user, song, weight) => {
    const place = placeOf[song]!;
    if (place !== -1) rows.add(user, place, isCold[place] === 0 ? weight : 0);
  });
  return rows.finish();
}

/** By the song that gets the weights, where those of a cold song stand in one row; then turned. */
function servedWeights(
  itemWeights: SparseRows,
  ofGroups: SparseRows,
  { groups }: ColdSongs,
  { warm, cold, songIds }: ServedPlaces,
  scale: number,
): SparseRows {
  const songs = songIds.length;
  const bySong = transpose(itemWeights);
  const rows: { from: SparseRows; row: number; by: number }[] = new Array<never>(songs);
  warm.forEach((row, song) => (rows[row] = { from: bySong, row: song, by: 1 }));
  cold.forEach((row, song) => (rows[row] = { from: ofGroups, row: groups[song]!, by: scale }));
  const most = rows.reduce((sum, { from, row }) => sum + from.starts[row + 1]! - from.starts[row]!, 0);
  const served = new RowCollector(songs, songs, most);
  rows.forEach(({ from, row, by }, n) => {
    for (let at = from.starts[row]!; at < from.starts[row + 1]!; at++) {
      served.add(n, warm[from.indices[at]!]!, by * from.weights[at]!);
    }
  });
  return transpose(served.finish());
}
