import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { sigmoid } from '../linear/sigmoid.js';
import { LEAF } from './tree-ensemble.js';
import type { TreeEnsemble } from './tree-ensemble.js';

/** Rows that pass a tree together: all trees stay in the cache, so the rows should too. */
const ROWS_AT_ONCE = 64;

/** Rows that go down a tree side by side: what one reads does not wait for what another has read. */
const ABREAST = 4;

/**
 * `base` plus the leaf values of every row of `x` (NaN is missing): log-odds or probability, as
 * `ensemble.output` says.
 */
export function ensembleOutput(ensemble: TreeEnsemble, x: DenseMatrix): Float64Array {
  if (x.columns !== ensemble.columns)
    throw new RangeError(`the model knows ${ensemble.columns} columns, the table has ${x.columns}`);
  const { roots } = ensemble;
  const paths = pathsOf(ensemble);
  const sums = new Float64Array(x.rows).fill(ensemble.base);
  for (let begin = 0; begin < x.rows; begin += ROWS_AT_ONCE) {
    const end = Math.min(begin + ROWS_AT_ONCE, x.rows);
    const abreast = end - ((end - begin) % ABREAST);
    for (let t = 0; t + 1 < roots.length; t++) {
      for (let row = begin; row < abreast; row += ABREAST) addFour(paths, roots[t]!, x, row, sums);
      for (let row = abreast; row < end; row++) addOne(paths, roots[t]!, x, row, sums);
    }
  }
  return sums;
}

/** An ensemble whose leaves lead to themselves, so that a row that has arrived can go on with the others. */
interface Paths extends Pick<TreeEnsemble, 'threshold' | 'missingLeft' | 'left' | 'value'> {
  readonly column: Int16Array;
}

const known = new WeakMap<TreeEnsemble, Paths>();

function pathsOf(ensemble: TreeEnsemble): Paths {
  const before = known.get(ensemble);
  if (before !== undefined) return before;
  const { feature, value } = ensemble;
  const paths = {
    column: feature.map((column) => (column === LEAF ? 0 : column)),
    threshold: ensemble.threshold.map((threshold, node) => (feature[node] === LEAF ? Infinity : threshold)),
    missingLeft: ensemble.missingLeft.map((left, node) => (feature[node] === LEAF ? 1 : left)),
    left: ensemble.left.map((left, node) => (feature[node] === LEAF ? node : left)),
    value,
  };
  known.set(ensemble, paths);
  return paths;
}

function addFour(paths: Paths, root: number, x: DenseMatrix, row: number, sums: Float64Array): void {
  const { column, threshold, missingLeft, left, value } = paths;
  const { columns, values } = x;
  const a = row * columns;
  const b = a + columns;
  const c = b + columns;
  const d = c + columns;
  let atA = root;
  let atB = root;
  let atC = root;
  let atD = root;
  for (;;) {
    const valueA = values[a + column[atA]!]!;
    const valueB = values[b + column[atB]!]!;
    const valueC = values[c + column[atC]!]!;
    const valueD = values[d + column[atD]!]!;
    // A boolean made a number is no branch to guess; whether a value is missing is guessed well.
    let rightA = Number(valueA > threshold[atA]!);
    let rightB = Number(valueB > threshold[atB]!);
    let rightC = Number(valueC > threshold[atC]!);
    let rightD = Number(valueD > threshold[atD]!);
    if (valueA !== valueA) rightA = 1 - missingLeft[atA]!;
    if (valueB !== valueB) rightB = 1 - missingLeft[atB]!;
    if (valueC !== valueC) rightC = 1 - missingLeft[atC]!;
    if (valueD !== valueD) rightD = 1 - missingLeft[atD]!;
    const nextA = left[atA]! + rightA;
    const nextB = left[atB]! + rightB;
    const nextC = left[atC]! + rightC;
    const nextD = left[atD]! + rightD;
    if (((nextA ^ atA) | (nextB ^ atB) | (nextC ^ atC) | (nextD ^ atD)) === 0) break;
    atA = nextA;
    atB = nextB;
    atC = nextC;
    atD = nextD;
  }
  sums[row]! += value[atA]!;
  sums[row + 1]! += value[atB]!;
  sums[row + 2]! += value[atC]!;
  sums[row + 3]! += value[atD]!;
}

function addOne(paths: Paths, root: number, x: DenseMatrix, row: number, sums: Float64Array): void {
  const { column, threshold, missingLeft, left, value } = paths;
  const start = row * x.columns;
  for (let node = root; ;) {
    const at = x.values[start + column[node]!]!;
    const right = at !== at ? 1 - missingLeft[node]! : Number(at > threshold[node]!);
    const next = left[node]! + right;
    if (next === node) {
      sums[row]! += value[node]!;
      return;
    }
    node = next;
  }
}

/** Probability of label 1 for every row of `x`. */
export function ensembleProbabilities(ensemble: TreeEnsemble, x: DenseMatrix): Float64Array {
  const output = ensembleOutput(ensemble, x);
  if (ensemble.output === 'margin') return output.map(sigmoid);
  // Leaf rates, each divided by the number of trees, may add up to an ulp beyond 1.
  return output.map((p) => Math.min(1, Math.max(0, p)));
}
