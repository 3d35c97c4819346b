import { FoldIn } from '#kernels';
import { RowCollector } from '#ml';
import type { AlsObjective, SparseRows } from '#ml';
import { songIdsOf } from '../interactions/interaction-matrix.js';
import type { Numbering } from '../interactions/interaction-matrix.js';
import { findId, placesIn } from '../interactions/sorted-ids.js';
import type { TrainedModel } from '../engines/training-engine.js';
import { learnedVectors } from '../model/model-artefact.js';
import type { ModelArtefact } from '../model/model-artefact.js';

/**
 * A model that was fitted on other weights, put into the order of the matrix that is evaluated. Who or what it does
 * not know gets zeroes, and so a score of 0.
 */
export function renumberModel(model: TrainedModel, from: Numbering, to: Numbering): TrainedModel {
  const { factors } = model;
  return {
    factors,
    factorShare: model.factorShare,
    itemWeights: renumberItems(model.itemWeights, songIdsOf(from), songIdsOf(to)),
    userFactors: renumber(model.userFactors, factors, from.table.userIds, to.table.userIds),
    songFactors: renumber(model.songFactors, factors, songIdsOf(from), songIdsOf(to)),
    ...(model.popularity && {
      popularity: renumber(model.popularity, 1, songIdsOf(from), songIdsOf(to)),
    }),
  };
}

/** Longest history that is folded in, as in serving. */
const LONGEST_HISTORY = 16_384;

/**
 * The live version as listeners meet it without a retrain: its song vectors and item weights, and vectors
 * of `users` folded in from what they liked. Other users get zeroes, and so do songs that the version does
 * not know.
 * @param to the numbers that it gets. @param own the same pairs as the version weighs them.
 */
export function liveVersionModel(
  artefact: ModelArtefact,
  objective: AlsObjective,
  { to, own }: { to: Numbering; own: Numbering },
  users: Iterable<number>,
): TrainedModel {
  const { factors, songIds, songFactors, factorShare, itemWeights } = artefact;
  const { liked } = own.matrix;
  const ids = songIdsOf(to);
  const moved = renumber(songFactors, factors, songIds, ids);
  const known = own === to ? moved : renumber(songFactors, factors, songIds, songIdsOf(own));
  const folding = FoldIn.over(learnedVectors(artefact), factors, objective);
  const userFactors = new Float32Array(to.table.userIds.length * factors);
  for (const user of users) {
    const row = findId(own.table.userIds, String(to.table.userIds[user]));
    if (row === -1) continue;
    const from = liked.starts[row]!;
    const end = Math.min(from + LONGEST_HISTORY, liked.starts[row + 1]!);
    const vectors = new Float32Array((end - from) * factors);
    for (let n = from; n < end; n++) {
      const song = liked.indices[n]! * factors;
      vectors.set(known.subarray(song, song + factors), (n - from) * factors);
    }
    userFactors.set(folding.solve(vectors, liked.weights.subarray(from, end)), user * factors);
  }
  return {
    factors,
    factorShare,
    itemWeights: renumberItems(itemWeights, songIds, ids),
    userFactors,
    songFactors: moved,
    ...(artefact.popularity && { popularity: renumber(artefact.popularity, 1, songIds, ids) }),
  };
}

function renumberItems(weights: SparseRows, from: BigInt64Array, to: BigInt64Array): SparseRows {
  const placeOf = placesIn(to, from);
  const rows = new RowCollector(to.length, to.length, weights.indices.length);
  for (let song = 0; song < weights.rows; song++) {
    if (placeOf[song] === -1) continue;
    for (let n = weights.starts[song]!; n < weights.starts[song + 1]!; n++) {
      const column = placeOf[weights.indices[n]!]!;
      if (column !== -1) rows.add(placeOf[song]!, column, weights.weights[n]!);
    }
  }
  return rows.finish();
}

function renumber(
  vectors: Float32Array,
  factors: number,
  from: BigInt64Array,
  to: BigInt64Array,
): Float32Array {
  const moved = new Float32Array(to.length * factors);
  placesIn(from, to).forEach((at, n) => {
    if (at !== -1) moved.set(vectors.subarray(at * factors, (at + 1) * factors), n * factors);
  });
  return moved;
}
