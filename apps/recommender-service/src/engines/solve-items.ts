import { LocalRidge } from '#ml';
import type { NeighbourLists, SparseRows } from '#ml';
import type { ItemParameters } from './training-parameters.js';

/**
 * Neighbours that local ridge keeps for each listener of a song: the further ones of a rare song have no more
 * in common with it than one listener, and solving for them takes most of the time where most songs are rare.
 */
const NEIGHBOURS_PER_LISTENER = 20;

/**
 * Users x songs: a value for each liked pair, the same for all of a user. Its square is the weight of the user, in
 * proportion to n^-itemActivityExponent for n liked songs, 1 in the mean over the pairs: users who like
 * everything say less about which songs go together.
 */
export function itemPreferences(
  liked: SparseRows,
  { itemActivityExponent }: Pick<ItemParameters, 'itemActivityExponent'>,
): SparseRows {
  const { starts } = liked;
  const weights = new Float32Array(liked.weights.length);
  let sum = 0;
  for (let user = 0; user < liked.rows; user++) {
    const songs = starts[user + 1]! - starts[user]!;
    weights.fill(songs ** (-itemActivityExponent / 2), starts[user], starts[user + 1]);
    if (songs > 0) sum += songs ** (1 - itemActivityExponent);
  }
  const scale = Math.sqrt(weights.length / sum);
  return { ...liked, weights: weights.map((weight) => scale * weight) };
}

/**
 * What gives songs the weights of their neighbours.
 * @param preferences see {@link itemPreferences}. @param lists of the same preferences
 */
export function itemSolver(
  preferences: SparseRows,
  parameters: ItemParameters,
  lists: NeighbourLists | null = null,
): LocalRidge {
  return new LocalRidge(preferences, {
    neighbours: parameters.itemNeighbours,
    shrinkage: parameters.itemShrinkage,
    ridge: parameters.itemRidge,
    ridgeExponent: parameters.itemRidgeExponent,
    dropout: parameters.itemDropout,
    neighboursPerEntry: NEIGHBOURS_PER_LISTENER,
    ...(lists && { lists }),
  });
}

/** A share of the songs, to be solved in a thread. */
export interface ItemTask {
  /** See {@link itemPreferences}. */
  preferences: SparseRows;
  parameters: ItemParameters;
  songs: Int32Array;
  /** Of the same preferences, from earlier ones. */
  lists?: NeighbourLists | null;
}

/** The module of the thread. */
export default function solveItems({ preferences, parameters, songs, lists }: ItemTask): SparseRows {
  return itemSolver(preferences, parameters, lists).weightsFor(songs);
}
