import type { ClassifierKind } from '#ml';
import type { ModelParametersDto } from './searched-model.dto.js';

/**
 * Mean test log loss of the logistic regression on generated users with a shrinkage of 16, 40, 100, 200, 400:
 * 0.3839, 0.3789, 0.3764, 0.3772, 0.3815 over 19 samples of 1,000; 0.3527, 0.3527, 0.3529, 0.3534, 0.3541
 * over four splits of 20,000. Leaves of the forest grow with the users, so that a forest of any population
 * explains one user in about a millisecond; explaining takes 0.1 ms a hundred trees of boosting.
 */
export const DEFAULT_PARAMETERS: ModelParametersDto = {
  shrinkage: 100,
  forestLeafShare: 1 / 150,
  maxLeaves: 8,
  minLeafRows: 40,
  l2: 5,
  columnShare: 0.5,
  learningRate: 0.05,
};

/** Those that matter to one kind of model. */
export const PARAMETERS_OF: Record<ClassifierKind, readonly (keyof ModelParametersDto)[]> = {
  'logistic-regression': ['shrinkage'],
  'random-forest': ['forestLeafShare'],
  'gradient-boosting': ['maxLeaves', 'minLeafRows', 'l2', 'columnShare', 'learningRate'],
};
