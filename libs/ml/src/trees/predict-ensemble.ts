import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { sigmoid } from '../linear/sigmoid.js';
import { LEAF } from './tree-ensemble.js';
import type { TreeEnsemble } from './tree-ensemble.js';

/**
 * Rows that pass a tree together. Small trees all stay in the cache, so the rows should too; of a forest grown to full
 * depth every tree fills the cache alone and must be read as seldom as possible.
 */
const ROWS_WITH_SMALL_TREES = 64;
const ROWS_WITH_LARGE_TREES = 4096;
const SMALL_TREE_NODES = 512;

/** `base` plus the leaf values of every row of `x` (NaN is missing): log-odds or probability, as `ensemble.output` says. */
export function ensembleOutput(ensemble: TreeEnsemble, x: DenseMatrix): Float64Array {
  if (x.columns !== ensemble.columns)
    throw new RangeError(`the model knows ${ensemble.columns} columns, the table has ${x.columns}`);
  const { roots, feature, threshold, missingLeft, left, value } = ensemble;
  const { columns, values } = x;
  const sums = new Float64Array(x.rows).fill(ensemble.base);
  const block =
    feature.length <= SMALL_TREE_NODES * (roots.length - 1) ? ROWS_WITH_SMALL_TREES : ROWS_WITH_LARGE_TREES;
  for (let begin = 0; begin < x.rows; begin += block) {
    const end = Math.min(begin + block, x.rows);
    for (let t = 0; t + 1 < roots.length; t++) {
      const root = roots[t]!;
      for (let row = begin; row < end; row++) {
        const start = row * columns;
        let node = root;
        for (let j = feature[node]!; j !== LEAF; j = feature[node]!) {
          const at = values[start + j]!;
          // A boolean made a number is no branch to guess; whether a value is missing is guessed well.
          let right = Number(at > threshold[node]!);
          if (at !== at) right = 1 - missingLeft[node]!;
          node = left[node]! + right;
        }
        sums[row]! += value[node]!;
      }
    }
  }
  return sums;
}

/** Probability of label 1 for every row of `x`. */
export function ensembleProbabilities(ensemble: TreeEnsemble, x: DenseMatrix): Float64Array {
  const output = ensembleOutput(ensemble, x);
  if (ensemble.output === 'margin') return output.map(sigmoid);
  // Leaf rates, each divided by the number of trees, may add up to an ulp beyond 1.
  return output.map((p) => Math.min(1, Math.max(0, p)));
}
