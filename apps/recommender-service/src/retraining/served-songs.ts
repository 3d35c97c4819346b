import { sparseRowsFromTriples, transpose } from '#ml';
import type { SparseRows } from '#ml';
import { coldPriors } from '../engines/cold-priors.js';
import type { TrainedModel } from '../engines/training-engine.js';
import { coldPairs } from '../interactions/cold-songs.js';
import type { ColdSongs } from '../interactions/cold-songs.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { PairTable } from '../interactions/pair-table.js';
import type { ModelArtefact } from '../model/model-artefact.js';

/** What a version serves of its songs. */
export type ServedSongs = Pick<
  ModelArtefact,
  'songIds' | 'songFactors' | 'itemWeights' | 'played' | 'listeners' | 'isCold'
>;

/** Where songs of the matrix and cold ones stand among both, by ascending id. */
interface Places {
  warm: Int32Array;
  cold: Int32Array;
  songIds: BigInt64Array;
}

/**
 * The learned songs and the cold ones, by ascending id. Who has met a cold song has it among the played ones with weight 0: nothing was
 * learned from that.
 * @param scale of the scores of cold songs.
 */
export function servedSongs(
  model: TrainedModel,
  table: PairTable,
  matrix: InteractionMatrix,
  cold: ColdSongs,
  scale: number,
): ServedSongs {
  const places = placesOf(
    BigInt64Array.from(matrix.tableSongs, (song) => table.songIds[song]!),
    cold.songIds,
  );
  const songs = places.songIds.length;
  const priors = coldPriors(model, cold.siblings);
  const { factors } = model;
  const songFactors = new Float32Array(songs * factors);
  const place = (row: number, vectors: Float32Array, from: number, by: number): void => {
    for (let f = 0; f < factors; f++) songFactors[row * factors + f] = by * vectors[from * factors + f]!;
  };
  places.warm.forEach((row, song) => {
    place(row, model.songFactors, song, 1);
  });
  places.cold.forEach((row, song) => {
    place(row, priors.vectors, cold.groups[song]!, scale);
  });
  const listeners = new Uint32Array(songs);
  matrix.listeners.forEach((count, song) => (listeners[places.warm[song]!] = count));
  const isCold = new Uint8Array(songs);
  for (const row of places.cold) isCold[row] = 1;
  const met: { user: number; row: number }[] = [];
  coldPairs(table, cold, (user, song, weight) => {
    const row = places.cold[song]!;
    met.push({ user, row });
    listeners[row]! += Number(weight > 0);
  });
  return {
    songIds: places.songIds,
    songFactors,
    itemWeights: servedWeights(model.itemWeights, priors.itemWeights, cold, places, scale),
    played: servedPairs(matrix.played, met, places),
    listeners,
    isCold,
  };
}

function placesOf(warmIds: BigInt64Array, coldIds: BigInt64Array): Places {
  const warm = new Int32Array(warmIds.length);
  const cold = new Int32Array(coldIds.length);
  const songIds = new BigInt64Array(warmIds.length + coldIds.length);
  let w = 0;
  let c = 0;
  for (let row = 0; row < songIds.length; row++) {
    const isWarm = c === coldIds.length || (w < warmIds.length && warmIds[w]! < coldIds[c]!);
    songIds[row] = isWarm ? warmIds[w]! : coldIds[c]!;
    if (isWarm) warm[w++] = row;
    else cold[c++] = row;
  }
  return { warm, cold, songIds };
}

/** By the song that gets the weights, where those of a cold song stand in one row; then turned. */
function servedWeights(
  itemWeights: SparseRows,
  ofGroups: SparseRows,
  { groups }: ColdSongs,
  { warm, cold, songIds }: Places,
  scale: number,
): SparseRows {
  const songs = songIds.length;
  const bySong = transpose(itemWeights);
  const rows: { from: SparseRows; row: number; by: number }[] = new Array<never>(songs);
  warm.forEach((row, song) => (rows[row] = { from: bySong, row: song, by: 1 }));
  cold.forEach((row, song) => (rows[row] = { from: ofGroups, row: groups[song]!, by: scale }));
  const starts = new Int32Array(songs + 1);
  rows.forEach(
    ({ from, row }, n) => (starts[n + 1] = starts[n]! + from.starts[row + 1]! - from.starts[row]!),
  );
  const indices = new Int32Array(starts[songs]!);
  const weights = new Float32Array(indices.length);
  rows.forEach(({ from, row, by }, n) => {
    let to = starts[n]!;
    for (let at = from.starts[row]!; at < from.starts[row + 1]!; at++, to++) {
      indices[to] = warm[from.indices[at]!]!;
      weights[to] = by * from.weights[at]!;
    }
  });
  return transpose({ rows: songs, columns: songs, starts, indices, weights });
}

function servedPairs(
  { rows, starts, indices, weights }: SparseRows,
  met: readonly { user: number; row: number }[],
  { warm, songIds }: Places,
): SparseRows {
  const users = new Int32Array(indices.length + met.length);
  const songs = new Int32Array(users.length);
  const values = new Float32Array(users.length);
  values.set(weights);
  for (let user = 0; user < rows; user++) users.fill(user, starts[user], starts[user + 1]);
  indices.forEach((song, n) => (songs[n] = warm[song]!));
  met.forEach(({ user, row }, n) => {
    users[indices.length + n] = user;
    songs[indices.length + n] = row;
  });
  return sparseRowsFromTriples(rows, songIds.length, users, songs, values);
}
