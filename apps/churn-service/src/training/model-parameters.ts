import type { BoostingOptions, ForestOptions } from '#ml';

/** Pull of the weights of the logistic regression towards 0. */
export const SHRINKAGE = 100;

/**
 * Leaves of the forest grow with the users, so that a forest of any population explains one user in about a
 * millisecond; explaining takes 0.1 ms a hundred trees of boosting.
 */
const FOREST_LEAF_SHARE = 1 / 150;

/**
 * Rows that one tree is grown from at most, drawn anew for each. More hardly change a tree of a few leaves,
 * or of leaves that hold a share of the rows, and take longer in proportion.
 */
const MOST_ROWS_A_TREE = 60_000;

/** Boosting: small trees, slowly, until the users it stops on say so. @param rows that it grows from */
export function boostingSettings(rows: number, seed: number): Partial<BoostingOptions> {
  return {
    trees: 400,
    learningRate: 0.05,
    maxLeaves: 8,
    minLeafRows: 40,
    l2: 5,
    columnShare: 0.5,
    rowShare: Math.min(1, MOST_ROWS_A_TREE / rows),
    patience: 20,
    seed,
  };
}

/** @param rows that it grows from */
export function forestSettings(rows: number, seed: number): Partial<ForestOptions> {
  const drawn = Math.min(rows, MOST_ROWS_A_TREE);
  const minLeafRows = Math.max(10, Math.ceil(drawn * FOREST_LEAF_SHARE));
  return { trees: 100, minLeafRows, mostDrawn: drawn, seed };
}
