import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { PairTable } from '../interactions/pair-table.js';
import type { TrainedFactors } from '../engines/training-engine.js';

/** Users and songs of a matrix by their ids. */
export interface Numbering {
  table: PairTable;
  matrix: InteractionMatrix;
}

/**
 * The vectors of a model that was fitted on other weights, put into the order of the matrix that is evaluated. Who or what it does
 * not know gets zeroes, and so a score of 0.
 */
export function renumberVectors(model: TrainedFactors, from: Numbering, to: Numbering): TrainedFactors {
  const { factors } = model;
  const songIdsOf = ({ table, matrix }: Numbering) =>
    BigInt64Array.from(matrix.tableSongs, (song) => table.songIds[song]!);
  return {
    factors,
    userFactors: renumber(model.userFactors, factors, from.table.userIds, to.table.userIds),
    songFactors: renumber(model.songFactors, factors, songIdsOf(from), songIdsOf(to)),
  };
}

/** Both lists of ids ascend. */
function renumber(
  vectors: Float32Array,
  factors: number,
  from: BigInt64Array,
  to: BigInt64Array,
): Float32Array {
  const moved = new Float32Array(to.length * factors);
  let at = 0;
  to.forEach((id, n) => {
    while (at < from.length && from[at]! < id) at++;
    if (from[at] === id) moved.set(vectors.subarray(at * factors, (at + 1) * factors), n * factors);
  });
  return moved;
}
