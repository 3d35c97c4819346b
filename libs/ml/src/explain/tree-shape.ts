import { LEAF } from '../trees/tree-ensemble.js';
import type { TreeEnsemble } from '../trees/tree-ensemble.js';

/** Deepest leaf of tree `tree` (0 for a lone leaf), and the most distinct columns on one path of it. */
export function treeShape(ensemble: TreeEnsemble, tree: number): { depth: number; pathColumns: number } {
  const onPath = new Uint16Array(ensemble.columns);
  let depth = 0;
  let pathColumns = 0;
  const visit = (node: number, level: number, distinct: number): void => {
    const column = ensemble.feature[node]!;
    depth = Math.max(depth, level);
    pathColumns = Math.max(pathColumns, distinct);
    if (column === LEAF) return;
    const more = onPath[column] === 0 ? 1 : 0;
    onPath[column]!++;
    visit(ensemble.left[node]!, level + 1, distinct + more);
    visit(ensemble.left[node]! + 1, level + 1, distinct + more);
    onPath[column]!--;
  };
  visit(ensemble.roots[tree]!, 0, 0);
  return { depth, pathColumns };
}

/** For every node, the share of its parent's training rows that came to it; 1 for a root. */
export function coverShares(ensemble: TreeEnsemble): Float64Array {
  const { feature, left, cover } = ensemble;
  const shares = new Float64Array(feature.length).fill(1);
  feature.forEach((column, node) => {
    if (column === LEAF) return;
    for (let child = left[node]!; child <= left[node]! + 1; child++)
      shares[child] = cover[child]! / cover[node]!;
  });
  return shares;
}

/**
 * `base` plus, for each tree, the mean of its leaves by cover. Parents stand before their children, so one
 * pass is enough.
 */
export function expectedOutput(ensemble: TreeEnsemble, shares: Float64Array): number {
  const { feature, left, value } = ensemble;
  const reach = new Float64Array(feature.length);
  for (const root of ensemble.roots.subarray(0, -1)) reach[root] = 1;
  let output = ensemble.base;
  feature.forEach((column, node) => {
    if (column === LEAF) {
      output += reach[node]! * value[node]!;
      return;
    }
    for (let child = left[node]!; child <= left[node]! + 1; child++)
      reach[child] = reach[node]! * shares[child]!;
  });
  return output;
}
