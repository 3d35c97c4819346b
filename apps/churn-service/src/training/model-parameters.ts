import type { ClassifierKind } from '#ml';

/** What a search may change about how models are fitted. */
export interface ModelParameters {
  /** Pull of the logistic regression's weights towards 0. */
  readonly shrinkage: number;
  /** Share of the training users that a leaf of the forest has at least. */
  readonly forestLeafShare: number;
  /** Of boosting; leaves a tree. */
  readonly maxLeaves: number;
  /** Users a leaf of boosting has at least. */
  readonly minLeafRows: number;
  /** Penalty on squared leaf values. */
  readonly l2: number;
  /** Share of the columns drawn for each tree. */
  readonly columnShare: number;
  readonly learningRate: number;
}

/**
 * Mean test log loss of the logistic regression on generated users with a shrinkage of 16, 40, 100, 200, 400:
 * 0.3839, 0.3789, 0.3764, 0.3772, 0.3815 over 19 samples of 1,000; 0.3527, 0.3527, 0.3529, 0.3534, 0.3541
 * over four splits of 20,000. Leaves of the forest grow with the users, so that a forest of any population
 * explains one user in about a millisecond; explaining takes 0.1 ms a hundred trees of boosting.
 */
export const DEFAULT_PARAMETERS: ModelParameters = {
  shrinkage: 100,
  forestLeafShare: 1 / 150,
  maxLeaves: 8,
  minLeafRows: 40,
  l2: 5,
  columnShare: 0.5,
  learningRate: 0.05,
};

/** Those that matter to one kind of model. */
export const PARAMETERS_OF: Record<ClassifierKind, readonly (keyof ModelParameters)[]> = {
  'logistic-regression': ['shrinkage'],
  'random-forest': ['forestLeafShare'],
  'gradient-boosting': ['maxLeaves', 'minLeafRows', 'l2', 'columnShare', 'learningRate'],
};
