import { LEAF } from '../trees/tree-ensemble.js';
import type { TreeEnsemble } from '../trees/tree-ensemble.js';
import { gaussLegendre } from './gauss-legendre.js';
import type { Quadrature } from './gauss-legendre.js';

/** A tree of at most so many decisions is walked once for each way that they can come out. */
const FEW_DECISIONS = 8;

/**
 * A tree of few decisions: the nodes that decide, their columns, and what is known of these by how the nodes
 * decided.
 */
interface SmallTree {
  readonly nodes: Int32Array;
  readonly columns: Int16Array;
  readonly known: (Float64Array | undefined)[];
}

/**
 * What each column adds to the output of a row: the exact path-dependent Shapley values of a tree ensemble
 * (TreeSHAP; Lundberg et al., "Consistent individualized feature attribution for tree ensembles", 2018, with
 * the value function of algorithm 1: an unknown column sends a row down both children by their cover).
 * `baseOutput` plus the sum of the contributions is the row's output.
 *
 * To a leaf, the value function is a product over the columns of its path, so by Owen's multilinear extension
 * (1972) a column's share is the integral over t in [0, 1] of a polynomial of degree (columns on the path -
 * 1), which half as many Gauss-Legendre points integrate exactly. One walk over the nodes carries the product
 * at each point down and the integrands up: O(nodes x points) for a tree instead of O(leaves x depth^2). What
 * it finds depends on the decisions alone, so for a small tree it is kept.
 */
export class TreeExplainer {
  /** Output of a row about which nothing is known: the mean leaf by cover, summed over the trees. */
  readonly baseOutput: number;
  private readonly shares: Float64Array;
  private readonly smallTrees: (SmallTree | null)[];
  private readonly quadratures: Quadrature[];
  private readonly products: Float64Array;
  private readonly sums: Float64Array;
  /** Of each column on the way to the current node: share of cover on the way, and whether the row goes that way. */
  private readonly zero: Float64Array;
  private readonly one: Uint8Array;
  private contributions = new Float64Array(0);
  private quadrature: Quadrature;

  constructor(private readonly ensemble: TreeEnsemble) {
    const trees = ensemble.roots.length - 1;
    const shapes = Array.from({ length: trees }, (_, t) => treeShape(ensemble, t));
    const bySize = new Map<number, Quadrature>();
    this.quadratures = shapes.map(({ pathColumns }) => {
      const points = Math.max(1, Math.ceil(pathColumns / 2));
      const quadrature = bySize.get(points) ?? gaussLegendre(points);
      bySize.set(points, quadrature);
      return quadrature;
    });
    this.quadrature = this.quadratures[0] ?? gaussLegendre(1);
    const space = shapes.reduce((most, { depth }, t) => {
      return Math.max(most, (depth + 1) * this.quadratures[t]!.at.length);
    }, 1);
    this.products = new Float64Array(space);
    this.sums = new Float64Array(space);
    this.zero = new Float64Array(ensemble.columns).fill(1);
    this.one = new Uint8Array(ensemble.columns).fill(1);
    this.shares = coverShares(ensemble);
    this.smallTrees = Array.from({ length: trees }, (_, t) => smallTree(ensemble, t));
    this.baseOutput = expectedOutput(ensemble, this.shares);
  }

  /**
   * One contribution for each column of `row` (NaN is missing), to the margin or the probability as the
   * ensemble gives.
   */
  explain(row: ArrayLike<number>): Float64Array {
    const { ensemble } = this;
    if (row.length !== ensemble.columns)
      throw new RangeError(`the model knows ${ensemble.columns} columns, the row has ${row.length}`);
    const contributions = new Float64Array(ensemble.columns);
    for (let t = 0; t + 1 < ensemble.roots.length; t++) {
      const small = this.smallTrees[t] ?? null;
      if (small === null) this.addTree(t, row, contributions);
      else {
        const { columns } = small;
        const parts = this.partsOf(small, t, row);
        for (let k = 0; k < columns.length; k++) contributions[columns[k]!]! += parts[k]!;
      }
    }
    return contributions;
  }

  /** What each column of a small tree adds, one entry a column. */
  private partsOf({ nodes, columns, known }: SmallTree, tree: number, row: ArrayLike<number>): Float64Array {
    let decided = 0;
    for (let k = 0; k < nodes.length; k++) if (this.goesRight(nodes[k]!, row)) decided |= 1 << k;
    const before = known[decided];
    if (before !== undefined) return before;
    const contributions = new Float64Array(this.ensemble.columns);
    this.addTree(tree, row, contributions);
    return (known[decided] = Float64Array.from(columns, (column) => contributions[column]!));
  }

  private addTree(tree: number, row: ArrayLike<number>, contributions: Float64Array<ArrayBuffer>): void {
    this.contributions = contributions;
    this.quadrature = this.quadratures[tree]!;
    this.products.fill(1, 0, this.quadrature.at.length);
    const root = this.ensemble.roots[tree]!;
    if (this.ensemble.feature[root] !== LEAF) this.walk(root, 0, row);
  }

  private goesRight(node: number, row: ArrayLike<number>): boolean {
    const { feature, threshold, missingLeft } = this.ensemble;
    const x = row[feature[node]!]!;
    return x > threshold[node]! || (x !== x && missingLeft[node] === 0);
  }

  /**
   * Leaves in `sums` at `here` the weighted products of all leaves below `node`, and books what its two edges
   * add.
   */
  private walk(node: number, here: number, row: ArrayLike<number>): void {
    const { feature, left } = this.ensemble;
    const column = feature[node]!;
    const goesRight = this.goesRight(node, row);
    const points = this.quadrature.at.length;
    this.sums.fill(0, here, here + points);
    this.follow(left[node]!, column, here, goesRight ? 0 : 1, row);
    this.follow(left[node]! + 1, column, here, goesRight ? 1 : 0, row);
  }

  /** One edge: `taken` is 1 when the row goes along it. */
  private follow(child: number, column: number, here: number, taken: number, row: ArrayLike<number>): void {
    const { products, sums, zero, one } = this;
    const { at, weight } = this.quadrature;
    const points = at.length;
    const below = here + points;
    const zeroBefore = zero[column]!;
    const oneBefore = one[column]!;
    const zeroNow = zeroBefore * this.shares[child]!;
    const oneNow = oneBefore & taken;
    const leaf = this.ensemble.feature[child] === LEAF;
    const value = this.ensemble.value[child]!;
    for (let i = 0; i < points; i++) {
      const t = at[i]!;
      const now = t * oneNow + (1 - t) * zeroNow;
      const before = t * oneBefore + (1 - t) * zeroBefore;
      products[below + i] = (products[here + i]! * now) / before;
    }
    if (leaf) for (let i = 0; i < points; i++) sums[below + i] = products[below + i]! * weight[i]! * value;
    else {
      zero[column] = zeroNow;
      one[column] = oneNow;
      this.walk(child, below, row);
      zero[column] = zeroBefore;
      one[column] = oneBefore;
    }
    let added = 0;
    for (let i = 0; i < points; i++) {
      const t = at[i]!;
      const now = t * oneNow + (1 - t) * zeroNow;
      const before = t * oneBefore + (1 - t) * zeroBefore;
      const sum = sums[below + i]!;
      sums[here + i]! += sum;
      // A column met before on the way will book its older factor for these leaves too: that is taken back here.
      added += sum * ((oneNow - zeroNow) / now - (oneBefore - zeroBefore) / before);
    }
    this.contributions[column]! += added;
  }
}

/** Null for one of more than few decisions. */
function smallTree({ roots, feature }: TreeEnsemble, tree: number): SmallTree | null {
  const nodes = Int32Array.from(
    { length: roots[tree + 1]! - roots[tree]! },
    (_, k) => roots[tree]! + k,
  ).filter((node) => feature[node] !== LEAF);
  if (nodes.length > FEW_DECISIONS) return null;
  return { nodes, columns: Int16Array.from(new Set(Array.from(nodes, (node) => feature[node]!))), known: [] };
}

/** Deepest leaf of tree `tree` (0 for a lone leaf), and the most distinct columns on one path of it. */
function treeShape(ensemble: TreeEnsemble, tree: number): { depth: number; pathColumns: number } {
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
function coverShares(ensemble: TreeEnsemble): Float64Array {
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
function expectedOutput(ensemble: TreeEnsemble, shares: Float64Array): number {
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
