import type { AlsObjective } from '#ml/factors';
import { rowRegularization } from '#ml/factors';
import { fixedMemory, MemoryPlan } from './kernel-module.js';
import type { ServingKernel } from './serving-kernel.js';
import { paddedWidth, servingKernel } from './serving-kernel.js';

/** Vectors summed into the Gram matrix at a time. */
const GRAM_ROWS = 4096;
/** Scratch vectors: longer histories are refused. */
const MOST_ENTRIES = 16_384;
/** Columns that the kernel explains side by side. */
const SIDE_BY_SIDE = 8;

/**
 * Vectors for users (or songs) that were not part of a training: the exact solution of their row with the
 * other side held fixed (Hu, Koren and Volinsky 2008, equation 4), from a Gram matrix that is computed once.
 */
export class FoldIn {
  private readonly memory: WebAssembly.Memory;
  private readonly kernel: ServingKernel;
  private readonly width: number;
  private readonly at: Record<
    'rows' | 'weights' | 'gram' | 'panels' | 'system' | 'right' | 'x' | 'columns' | 'solved' | 'products',
    number
  >;
  /** Views of the places above. */
  private readonly rows: Float32Array;
  private readonly weights: Float32Array;
  private readonly explained: Float32Array;
  private readonly products: Float64Array;
  private columns = 0;
  /** The row whose system is factored in the kernel's memory. */
  private factored: { vectors: Float32Array; weights: ArrayLike<number> } | null = null;

  constructor(
    readonly factors: number,
    private readonly objective: AlsObjective,
  ) {
    const plan = new MemoryPlan();
    const width = paddedWidth(factors);
    this.width = width;
    this.at = {
      rows: plan.place(MOST_ENTRIES * width * 4),
      weights: plan.place(MOST_ENTRIES * 4),
      gram: plan.place(width * width * 8),
      panels: plan.place(128 * width * 4),
      system: plan.place(width * width * 8),
      right: plan.place(width * 8),
      x: plan.place(width * 4),
      columns: plan.place(SIDE_BY_SIDE * width * 4),
      solved: plan.place(SIDE_BY_SIDE * width * 8),
      products: plan.place(SIDE_BY_SIDE * MOST_ENTRIES * 8),
    };
    this.memory = fixedMemory(plan.bytes);
    this.kernel = servingKernel(this.memory);
    const { buffer } = this.memory;
    this.rows = new Float32Array(buffer, this.at.rows, MOST_ENTRIES * width);
    this.weights = new Float32Array(buffer, this.at.weights, MOST_ENTRIES);
    this.explained = new Float32Array(buffer, this.at.columns, SIDE_BY_SIDE * width);
    this.products = new Float64Array(buffer, this.at.products, SIDE_BY_SIDE * MOST_ENTRIES);
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
      this.place(vectors.subarray(first * factors, (first + rows) * factors), this.rows);
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
   * What each observed pair adds to the scores of `columns` (vectors, one behind the other): for each column
   * the parts of all pairs in their order, whose sum is the score by the vector of {@link solve} (Hu, Koren
   * and Volinsky 2008, section 5). Input and errors as for {@link solve}; a row that was solved just now, of
   * these very arrays, is not solved again.
   */
  contributions(vectors: Float32Array, weights: ArrayLike<number>, columns: Float32Array): Float64Array {
    const { at, width, factors, kernel } = this;
    const count = weights.length;
    const wanted = columns.length / factors;
    const isFactored = vectors === this.factored?.vectors && weights === this.factored.weights;
    if (!isFactored && !this.factorRow(vectors, weights)) return new Float64Array(0);
    const parts = new Float64Array(wanted * count);
    for (let first = 0; first < wanted; first += SIDE_BY_SIDE) {
      const some = Math.min(SIDE_BY_SIDE, wanted - first);
      this.place(columns.subarray(first * factors, (first + some) * factors), this.explained);
      kernel.explainColumns(
        at.system,
        at.solved,
        width,
        at.columns,
        at.rows,
        at.weights,
        count,
        this.bonus,
        at.products,
      );
      parts.set(this.products.subarray(0, some * count), first * count);
    }
    return parts;
  }

  private get bonus(): number {
    return this.objective.form === 'hkv' ? 1 : 0;
  }

  /** Leaves the factored system and the solution in the kernel's memory; false without pairs. */
  private factorRow(vectors: Float32Array, weights: ArrayLike<number>): boolean {
    const { at, width, factors, objective } = this;
    const count = weights.length;
    this.factored = null;
    if (vectors.length !== count * factors) throw new RangeError('one vector is needed for each weight');
    if (count > MOST_ENTRIES) throw new RangeError(`at most ${MOST_ENTRIES} pairs, not ${count}`);
    if (count === 0) return false;
    this.place(vectors, this.rows);
    for (let n = 0; n < count; n++) {
      const weight = weights[n]!;
      if (!(weight >= 0 && weight < Infinity)) {
        throw new RangeError(`a weight must be finite and 0 or above, not ${weight}`);
      }
      this.weights[n] = objective.alpha * weight;
    }
    const penalty = rowRegularization(objective, count, this.columns);
    const isSolved = this.kernel.solveRow(
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
    this.factored = { vectors, weights };
    return true;
  }

  /** Copies vectors into the kernel's memory, each padded to whole lines. */
  private place(vectors: Float32Array, to: Float32Array): void {
    const { factors, width } = this;
    if (factors === width) {
      to.set(vectors);
      return;
    }
    for (let n = 0; n * factors < vectors.length; n++) {
      to.set(vectors.subarray(n * factors, (n + 1) * factors), n * width);
    }
  }
}
