import { LEAF } from '../trees/tree-ensemble.js';
import type { TreeEnsemble } from '../trees/tree-ensemble.js';

/**
 * Share of each column in the fall of the training loss over all splits (Breiman et al. 1984; Friedman 2001,
 * eq. 44-45). Sums to 1, or to 0 without a split. It favours columns with many distinct values and says
 * nothing about direction.
 */
export function gainImportance(ensemble: TreeEnsemble): Float64Array {
  const totals = new Float64Array(ensemble.columns);
  ensemble.feature.forEach((column, node) => {
    if (column !== LEAF) totals[column]! += ensemble.gain[node]!;
  });
  const sum = totals.reduce((all, gain) => all + gain, 0);
  return sum > 0 ? totals.map((gain) => gain / sum) : totals;
}
