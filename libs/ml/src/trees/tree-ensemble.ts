/** `feature` of a leaf. */
export const LEAF = -1;

/**
 * Decision trees in flat arrays, node after node, tree after tree; plain data that can be stored and shared.
 * The children of a node stand side by side behind it: a row goes to `left` when its value is at most `threshold` or is
 * missing (NaN) and `missingLeft` is 1, else to `left + 1`. The output of a row is `base` plus the values of
 * its leaves.
 */
export interface TreeEnsemble {
  /** What the sum of leaves is: log-odds of label 1, or a mean of leaf rates (each already divided by the trees). */
  readonly output: 'margin' | 'probability';
  /** Number of columns of the table it was trained on. */
  readonly columns: number;
  readonly base: number;
  /** First node of each tree, and one more entry: the number of nodes. */
  readonly roots: Int32Array;
  readonly feature: Int16Array;
  readonly threshold: Float64Array;
  readonly missingLeft: Uint8Array;
  /** Node number in the whole ensemble; 0 in a leaf. */
  readonly left: Int32Array;
  /** What a leaf adds; 0 in other nodes. */
  readonly value: Float64Array;
  /** Weight of the training rows that reached the node; of a bootstrap, their number with repetitions. */
  readonly cover: Float64Array;
}

/** One grown tree, its nodes numbered from 0. */
export interface TreeNodes {
  readonly feature: ArrayLike<number>;
  readonly threshold: ArrayLike<number>;
  readonly missingLeft: ArrayLike<number>;
  readonly left: ArrayLike<number>;
  readonly value: ArrayLike<number>;
  readonly cover: ArrayLike<number>;
  readonly length: number;
}

/** Joins grown trees, in order, into one ensemble. */
export function ensembleOf(
  trees: readonly TreeNodes[],
  { output, columns, base }: Pick<TreeEnsemble, 'output' | 'columns' | 'base'>,
): TreeEnsemble {
  const nodes = trees.reduce((sum, tree) => sum + tree.length, 0);
  const joined = {
    output,
    columns,
    base,
    roots: new Int32Array(trees.length + 1),
    feature: new Int16Array(nodes),
    threshold: new Float64Array(nodes),
    missingLeft: new Uint8Array(nodes),
    left: new Int32Array(nodes),
    value: new Float64Array(nodes),
    cover: new Float64Array(nodes),
  };
  let at = 0;
  trees.forEach((tree, t) => {
    joined.roots[t] = at;
    for (let node = 0; node < tree.length; node++) {
      joined.feature[at + node] = tree.feature[node]!;
      joined.threshold[at + node] = tree.threshold[node]!;
      joined.missingLeft[at + node] = tree.missingLeft[node]!;
      joined.left[at + node] = tree.feature[node] === LEAF ? 0 : tree.left[node]! + at;
      joined.value[at + node] = tree.value[node]!;
      joined.cover[at + node] = tree.cover[node]!;
    }
    at += tree.length;
  });
  joined.roots[trees.length] = at;
  return joined;
}
