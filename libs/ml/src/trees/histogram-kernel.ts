import { fixedMemory, kernelModule, MemoryPlan } from '#kernels/module';
import { BINS_PER_COLUMN, COLUMN_STRIDE } from './feature-bins.js';
import type { BinnedTable } from './binned-table.js';
import type { PackedGradients } from './packed-gradients.js';

/** Numbers of 4 bytes in an entry of the list of columns. */
const COLUMN_FIELDS = 3;
const SPLIT_FIELDS = 6;
const MISSING_GOES = ['right', 'left', 'none'] as const;

export interface SplitRules {
  readonly minLeafRows: number;
  readonly minLeafHessian: number;
  readonly l2: number;
}

type Scales = Pick<PackedGradients, 'gradientScale' | 'hessianScale' | 'largestHessian'>;

/** Rows of the order and their sums of gradients and curvatures. */
interface LeafRows {
  readonly begin: number;
  readonly end: number;
  readonly gradient: number;
  readonly hessian: number;
}

export interface LeafSplit {
  /** Fall of the second-order loss, in nats summed over rows. */
  readonly gain: number;
  readonly column: number;
  readonly bin: number;
  /** Where missing values go; 'none' where the leaf has none in this column. */
  readonly missing: (typeof MISSING_GOES)[number];
  readonly leftGradient: number;
  readonly leftHessian: number;
}

/**
 * The numeric kernel of trees and its memory: the bins of a table row by row, packed gradients, and histograms,
 * which are known by their addresses. Row by row, 0.55-0.75 ns a row and column were measured.
 */
export class HistogramKernel {
  readonly rows: Uint32Array;
  readonly packed: Int32Array;
  private readonly at: Record<'bins' | 'list' | 'counts' | 'found' | 'packed' | 'rows', number>;
  private readonly numbers: Int32Array;
  private readonly list: Uint32Array;
  private readonly found: Float64Array;
  private readonly free: number[];
  private readonly kernel: Record<
    'startTree' | 'fillHistogram' | 'subtractHistogram' | 'findSplit',
    (...values: number[]) => void
  >;
  /** End of the list for `fillHistogram`, which reads all columns of an empty one. */
  private listEnd = 0;
  private gradientScale = 1;
  private hessianScale = 1;

  /** @throws RangeError where the table and `histograms` histograms need more than 4 GiB */
  constructor(
    private readonly table: BinnedTable,
    trainRows: number,
    histograms: number,
  ) {
    const { rows, bins } = table;
    const { columns } = bins;
    const plan = new MemoryPlan();
    this.at = {
      bins: plan.place(rows * columns),
      list: plan.place(columns * COLUMN_FIELDS * 4),
      counts: plan.place(BINS_PER_COLUMN * 4),
      found: plan.place(SPLIT_FIELDS * 8),
      packed: plan.place(rows * 8),
      rows: plan.place(trainRows * 4),
    };
    this.free = Array.from({ length: histograms }, () => plan.place(columns * COLUMN_STRIDE * 8));
    const memory = fixedMemory(plan.bytes);
    const instance = new WebAssembly.Instance(kernelModule('boosting'), { env: { memory } });
    this.kernel = instance.exports as HistogramKernel['kernel'];
    this.rows = new Uint32Array(memory.buffer, this.at.rows, trainRows);
    this.packed = new Int32Array(memory.buffer, this.at.packed, rows * 2);
    this.numbers = new Int32Array(memory.buffer);
    this.list = new Uint32Array(memory.buffer, this.at.list, columns * COLUMN_FIELDS);
    this.found = new Float64Array(memory.buffer, this.at.found, SPLIT_FIELDS);
    turn(table, new Uint8Array(memory.buffer, this.at.bins, rows * columns));
  }

  /** Only the columns `used`, in this order, are counted and split on until the next call. */
  startTree(used: Uint16Array, rules: SplitRules, sums: Scales): void {
    const { at, table } = this;
    const { columns, counts } = table.bins;
    used.forEach((column, k) => this.list.set([column, counts[column]!], k * COLUMN_FIELDS));
    const listEnd = at.list + used.length * COLUMN_FIELDS * 4;
    this.listEnd = used.length === columns ? at.list : listEnd;
    this.gradientScale = sums.gradientScale;
    this.hessianScale = sums.hessianScale;
    this.kernel.startTree(
      at.bins,
      columns,
      at.list,
      listEnd,
      at.counts,
      rules.minLeafRows,
      sums.largestHessian,
      rules.minLeafHessian * sums.hessianScale,
      rules.l2 * sums.hessianScale,
    );
  }

  /** The histogram of `rows[begin..end)`, to be released. */
  fill(begin: number, end: number): number {
    const { at, table, kernel, listEnd } = this;
    const { columns } = table.bins;
    const histogram = this.free.pop()!;
    const rows = at.rows + begin * 4;
    kernel.fillHistogram(at.bins, columns, at.list, listEnd, rows, end - begin, at.packed, histogram);
    return histogram;
  }

  /** Turns the histogram of a parent into that of its other child. Exact. */
  subtract(parent: number, child: number): void {
    this.kernel.subtractHistogram(parent, child, this.table.bins.columns);
  }

  release(histogram: number): void {
    this.free.push(histogram);
  }

  /** Whether the rows of a histogram are in one bin of a column: every row has a curvature above 0. */
  isConstant(histogram: number, column: number): boolean {
    const begin = (histogram + column * COLUMN_STRIDE * 8) / 4;
    let bins = 0;
    for (let bin = 0; bin < BINS_PER_COLUMN; bin++) bins += this.numbers[begin + 2 * bin] === 0 ? 0 : 1;
    return bins <= 1;
  }

  /** The best split of a leaf with this histogram. */
  findSplit(histogram: number, { begin, end, gradient, hessian }: LeafRows): LeafSplit | null {
    const { at, found, gradientScale, hessianScale } = this;
    this.kernel.findSplit(
      histogram,
      at.rows + begin * 4,
      end - begin,
      gradient * gradientScale,
      hessian * hessianScale,
      at.found,
    );
    if (found[0] === 0) return null;
    return {
      gain: (found[0]! * hessianScale) / (2 * gradientScale * gradientScale),
      column: found[1]!,
      bin: found[2]!,
      missing: MISSING_GOES[found[3]!]!,
      leftGradient: found[4]! / gradientScale,
      leftHessian: found[5]! / hessianScale,
    };
  }
}

/** Writes the bins row by row; 256 rows at a time stay in the cache while the columns are gone through. */
function turn({ rows, bins: { columns }, columnBins }: BinnedTable, rowBins: Uint8Array): void {
  for (let begin = 0; begin < rows; begin += 256) {
    const end = Math.min(rows, begin + 256);
    for (let j = 0; j < columns; j++)
      for (let i = begin; i < end; i++) rowBins[i * columns + j] = columnBins[j * rows + i]!;
  }
}
