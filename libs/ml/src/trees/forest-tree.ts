import { SeededRandom, mix32 } from '../random/seeded-random.js';
import { boundOf } from './binned-table.js';
import type { BinnedTable } from './binned-table.js';
import { ForestSplitSearch, POSITIVE_UNIT, positivesOf } from './forest-split-search.js';
import { partitionRows } from './partition-rows.js';
import { LEAF } from './tree-ensemble.js';
import type { TreeNodes } from './tree-ensemble.js';

interface ForestTreeRules {
  /** Drawn rows (with repetitions) that each leaf must have. */
  readonly minLeafRows: number;
  /** Columns looked at for each split. */
  readonly triedColumns: number;
  /** Rows drawn for a tree at most. */
  readonly mostDrawn: number;
}

interface OpenNode {
  node: number;
  begin: number;
  end: number;
  /** Packed count of the drawn rows and their positives. */
  sum: number;
}

/**
 * Grows classification trees to full depth on bootstrap samples (Breiman 2001). Everything random about tree number t
 * comes from (seed, t). One grower serves many trees.
 */
export class ForestTreeGrower {
  private readonly search: ForestSplitSearch;
  /** How often each of the training rows was drawn. */
  private readonly draws: Uint32Array;
  private readonly packed: Float64Array;
  private readonly rows: Uint32Array;
  private readonly spare: Uint32Array;

  constructor(
    private readonly table: BinnedTable,
    private readonly labels: Uint8Array,
    private readonly trainRows: Uint32Array,
    private readonly rules: ForestTreeRules,
  ) {
    this.search = new ForestSplitSearch(table, rules);
    this.draws = new Uint32Array(trainRows.length);
    this.packed = new Float64Array(table.rows);
    this.rows = new Uint32Array(table.rows);
    this.spare = new Uint32Array(table.rows);
  }

  grow(seed: number, tree: number): TreeNodes {
    const random = new SeededRandom(mix32(mix32(seed) + tree) * 2097152 + mix32(tree ^ 0x9e3779b9));
    this.search.startTree();
    const { drawn, sum } = this.bootstrap(random);
    const nodes = new GrowingTree();
    const stack: OpenNode[] = [{ node: nodes.add(sum), begin: 0, end: drawn, sum }];
    for (let open = stack.pop(); open !== undefined; open = stack.pop())
      this.trySplit(open, nodes, stack, random);
    return nodes;
  }

  private trySplit(open: OpenNode, nodes: GrowingTree, stack: OpenNode[], random: SeededRandom): void {
    const { node, begin, end, sum } = open;
    const { rows, packed } = this;
    const split = this.search.best({ rows, begin, end, packed, sum }, random);
    if (split === null) return;
    const { column, bin, missing, leftSum } = split;
    const largerIsLeft = leftSum % POSITIVE_UNIT >= (sum - leftSum) % POSITIVE_UNIT;
    const middle = partitionRows(
      this.table.columnBins,
      column * this.table.rows,
      bin,
      missing === 'left',
      rows,
      begin,
      end,
      this.spare,
    );
    nodes.feature[node] = column;
    nodes.threshold[node] = boundOf(this.table.bins, column, bin);
    nodes.missingLeft[node] = (missing === 'none' ? largerIsLeft : missing === 'left') ? 1 : 0;
    nodes.value[node] = 0;
    const left = nodes.add(leftSum);
    const right = nodes.add(sum - leftSum);
    nodes.left[node] = left;
    stack.push({ node: right, begin: middle, end, sum: sum - leftSum });
    stack.push({ node: left, begin, end: middle, sum: leftSum });
  }

  private bootstrap(random: SeededRandom): { drawn: number; sum: number } {
    const { trainRows, draws, packed, rows, labels } = this;
    draws.fill(0);
    const draw = Math.min(trainRows.length, this.rules.mostDrawn);
    for (let i = 0; i < draw; i++) draws[random.int(trainRows.length)]!++;
    let drawn = 0;
    let sum = 0;
    for (let i = 0; i < draws.length; i++) {
      const times = draws[i]!;
      if (times === 0) continue;
      const row = trainRows[i]!;
      rows[drawn++] = row;
      packed[row] = times * (1 + labels[row]! * POSITIVE_UNIT);
      sum += packed[row];
    }
    return { drawn, sum };
  }
}

class GrowingTree implements TreeNodes {
  readonly feature: number[] = [];
  readonly threshold: number[] = [];
  readonly missingLeft: number[] = [];
  readonly left: number[] = [];
  readonly value: number[] = [];
  readonly cover: number[] = [];

  get length(): number {
    return this.feature.length;
  }

  /** Adds a leaf with the rate of its packed `sum` and returns its number. */
  add(sum: number): number {
    const positives = positivesOf(sum);
    const cover = sum - positives * POSITIVE_UNIT;
    this.feature.push(LEAF);
    this.threshold.push(0);
    this.missingLeft.push(0);
    this.left.push(0);
    this.value.push(positives / cover);
    this.cover.push(cover);
    return this.feature.length - 1;
  }
}
