import type { SparseRows } from '#ml';
import { itemSolver } from './item-solver.js';
import type { ItemParameters } from './training-parameters.js';

/** A share of the songs, to be solved in a thread. */
export interface ItemTask {
  /** Users x songs, 1 for each liked pair. */
  preferences: SparseRows;
  parameters: ItemParameters;
  songs: Int32Array;
}

/** The module of the thread. */
export default function solveItems({ preferences, parameters, songs }: ItemTask): SparseRows {
  return itemSolver(preferences, parameters).weightsFor(songs);
}
