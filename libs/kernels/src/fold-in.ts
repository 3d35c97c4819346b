import type { AlsObjective } from '#ml/factors';
import { rowPenalty } from './row-penalty.js';
import { fixedMemory, MemoryPlan } from './kernel-module.js';
import type { ServingKernel } from './serving-kernel.js';
import { paddedWidth, servingKernel } from './serving-kernel.js';

/** Vectors summed into the Gram matrix at a time. */
const GRAM_ROWS = 4096;
/** Scratch vectors: longer histories are refused. */
const MOST_ENTRIES = 16_384;

/**
 * Vectors for users (or songs) that were not part of a training: the exact solution of their row with the other side held fixed
 * (Hu, Koren and Volinsky 2008, equation 4), from a Gram matrix that is computed once.
 */
export class FoldIn {
  private readonly memory: WebAssembly.Memory;
  private readonly kernel: ServingKernel;
  private readonly width: number;
  private readonly at: Record<
    'rows' | 'indices' | 'weights' | 'gram' | 'panels' | 'system' | 'right' | 'x' | 'column' | 'products',
    number
  >;
  private columns = 0;

  constructor(
    readonly factors: number,
    private readonly objective: AlsObjective,
  ) {
    const plan = new MemoryPlan();
    const width = paddedWidth(factors);
    this.width = width;
    this.at = {
      rows: plan.place(MOST_ENTRIES * width * 4),
      indices: plan.place(MOST_ENTRIES * 4),
      weights: plan.place(MOST_ENTRIES * 4),
      gram: plan.place(width * width * 8),
      panels: plan.place(128 * width * 4),
      system: plan.place(width * width * 8),
      right: plan.place(width * 8),
      x: plan.place(width * 4),
      column: plan.place(width * 4),
      products: plan.place(MOST_ENTRIES * 8),
    };
    this.memory = fixedMemory(plan.bytes);
    this.kernel = servingKernel(this.memory);
    new Int32Array(this.memory.buffer, this.at.indices, MOST_ENTRIES).forEach((_, n, all) => (all[n] = n));
  }

  /** Over a whole table of fixed vectors: rows x factors, row by row. */
  static over(vectors: Float32Array, factors: number, objective: AlsObjective): FoldIn {
    const foldIn = new FoldIn(factors, objective);
    foldIn.add(vectors);
    return foldIn;
  }

  /** Adds fixed vectors to the Gram matrix; all of them must have been added before the first solution. */
  add(vectors: Float32Array): void {
    const { factors, width, memory, at } = this;
    const gram = new Float64Array(memory.buffer, at.gram, width * width);
    const part = new Float64Array(memory.buffer, at.system, width * width);
    const count = vectors.length / factors;
    for (let first = 0; first < count; first += GRAM_ROWS) {
      const rows = Math.min(GRAM_ROWS, count - first);
      this.placeRows(vectors.subarray(first * factors, (first + rows) * factors));
      this.kernel.wideGramPartial(at.rows, 0, rows, width, at.panels, at.system);
      for (let n = 0; n < part.length; n++) gram[n]! += part[n]!;
    }
    this.columns += count;
  }

  /**
   * The vector of a row with these observed pairs; zero without pairs.
   * @param vectors fixed vectors of the pairs, one after the other. @param weights one a pair, 0 or above.
   * @throws RangeError on lengths that don't fit, more than 16,384 pairs, bad weights or vectors that are not finite.
   */
  solve(vectors: Float32Array, weights: ArrayLike<number>): Float32Array {
    const { memory, at, factors } = this;
    if (!this.factorRow(vectors, weights)) return new Float32Array(factors);
    return new Float32Array(memory.buffer, at.x, factors).slice();
  }

  /**
   * What each observed pair adds to the score of each of `columns` (vectors), in the order of the pairs: their sum is the score by the
   * vector of {@link solve} (Hu, Koren and Volinsky 2008, section 5). Input and errors as for {@link solve}.
   */
  contributions(
    vectors: Float32Array,
    weights: ArrayLike<number>,
    columns: readonly Float32Array[],
  ): Float64Array[] {
    const { memory, at, width, factors, kernel } = this;
    const count = weights.length;
    if (!this.factorRow(vectors, weights)) return columns.map(() => new Float64Array(0));
    const placed = new Float32Array(memory.buffer, at.column, factors);
    const products = new Float64Array(memory.buffer, at.products, count);
    return columns.map((column) => {
      placed.set(column);
      kernel.explainColumn(
        at.system,
        at.right,
        width,
        at.column,
        at.rows,
        at.weights,
        count,
        this.bonus,
        at.products,
      );
      return products.slice();
    });
  }

  private get bonus(): number {
    return this.objective.form === 'hkv' ? 1 : 0;
  }

  /** Leaves the factored system and the solution in the kernel's memory; false without pairs. */
  private factorRow(vectors: Float32Array, weights: ArrayLike<number>): boolean {
    const { memory, at, width, factors, objective } = this;
    const count = weights.length;
    if (vectors.length !== count * factors) throw new RangeError('one vector is needed for each weight');
    if (count > MOST_ENTRIES) throw new RangeError(`at most ${MOST_ENTRIES} pairs, not ${count}`);
    if (count === 0) return false;
    this.placeRows(vectors);
    const placed = new Float32Array(memory.buffer, at.weights, count);
    for (let n = 0; n < count; n++) {
      const weight = weights[n]!;
      if (!(weight >= 0 && weight < Infinity)) {
        throw new RangeError(`a weight must be finite and 0 or above, not ${weight}`);
      }
      placed[n] = objective.alpha * weight;
    }
    const penalty = rowPenalty(objective, count, this.columns);
    const isSolved = this.kernel.solveRow(
      at.indices,
      1,
      at.weights,
      count,
      penalty,
      at.rows,
      width,
      at.gram,
      this.bonus,
      at.panels,
      at.system,
      at.right,
      at.x,
    );
    if (isSolved === 0) throw new RangeError('the normal matrix of the row is not positive definite');
    return true;
  }

  private placeRows(vectors: Float32Array): void {
    const { factors, width } = this;
    const rows = new Float32Array(this.memory.buffer, this.at.rows, MOST_ENTRIES * width);
    if (factors === width) {
      rows.set(vectors);
      return;
    }
    for (let n = 0; n * factors < vectors.length; n++) {
      rows.set(vectors.subarray(n * factors, (n + 1) * factors), n * width);
    }
  }
}
