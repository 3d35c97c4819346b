import type { BinningOptions, BoostingOptions, ForestOptions } from '#ml';

/**
 * Pull of the logistic regression's weights towards 0. Mean test log loss on generated users with 16, 40, 100, 200, 400:
 * 0.3839, 0.3789, 0.3764, 0.3772, 0.3815 over 19 samples of 1,000; 0.3527, 0.3527, 0.3529, 0.3534, 0.3541 over four splits
 * of 20,000.
 */
export const SHRINKAGE = 100;

/** Boosting: small trees, slowly, until the users it stops on say so. Explaining one user takes 0.1 ms a hundred such trees. */
export function boostingSettings(seed: number): Partial<BoostingOptions & BinningOptions> {
  return {
    trees: 400,
    learningRate: 0.05,
    maxLeaves: 8,
    minLeafRows: 40,
    l2: 5,
    columnShare: 0.5,
    patience: 20,
    seed,
  };
}

/** Leaves grow with the users, so that a forest of any population explains one user in about a millisecond. */
export function forestSettings(trainUsers: number, seed: number): Partial<ForestOptions> {
  return { trees: 100, minLeafRows: Math.max(10, Math.ceil(trainUsers / 150)), seed };
}
