import { ItemNeighbours, LocalRidge } from '#ml';
import type { SparseRows } from '#ml';
import type { ItemParameters } from './training-parameters.js';

/**
 * Neighbours that local ridge keeps for each listener of a song: the further ones of a rare song have no more
 * in common with it than one listener, and solving for them takes most of the time where most songs are rare.
 */
const NEIGHBOURS_PER_LISTENER = 20;

/**
 * What gives songs the weights of their neighbours.
 * @param preferences users x songs, 1 for each liked pair.
 */
export function itemSolver(
  preferences: SparseRows,
  { itemModel, itemNeighbours, itemShrinkage, itemRidge, itemDropout }: ItemParameters,
): ItemNeighbours | LocalRidge {
  const options = { neighbours: itemNeighbours, shrinkage: itemShrinkage };
  if (itemModel === 'neighbours') return new ItemNeighbours(preferences, options);
  return new LocalRidge(preferences, {
    ...options,
    ridge: itemRidge,
    dropout: itemDropout,
    neighboursPerEntry: NEIGHBOURS_PER_LISTENER,
  });
}

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
