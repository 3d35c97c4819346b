import type { ClassifierKind } from '#ml';
import type { ModelParametersDto } from './searched-model.dto.js';

/**
 * Leaves of the forest grow with the users, so that a forest of any population explains one user in about a
 * millisecond; explaining takes 0.1 ms a hundred trees of boosting.
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
