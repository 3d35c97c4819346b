import type { SparseRows } from '../factors/sparse-rows.js';
import { SymmetricSolver } from '../linalg/symmetric-solver.js';
import { ItemNeighbours, itemRows } from './item-neighbours.js';
import type { ItemWeights, NeighbourOptions } from './item-neighbours.js';

export interface LocalRidgeOptions extends NeighbourOptions {
  /** Added to the diagonal of every normal matrix, in the mean over the entries; above 0. */
  ridge: number;
  /**
   * The ridge of an item follows its squared length to this power: 0, the default, is the same ridge for all,
   * 1 a share of the diagonal.
   */
  ridgeExponent?: number;
  /**
   * Probability, 0 to below 1, by which an entry of a history is taken to be missing: the diagonal grows by
   * p / (1 - p) of itself, so that frequent items have to be borne out by others (Steck, "Autoencoders that
   * don't overfit towards the identity", NeurIPS 2020). Default 0.
   */
  dropout?: number;
  /**
   * An item has no more neighbours than so many times its entries: of a rare one further neighbours add
   * nothing. Default: no such bound.
   */
  neighboursPerEntry?: number;
}

/**
 * EASE (Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019) restricted to the nearest
 * neighbours of each item: column j of X is predicted from the columns of its neighbours N by the weights
 * that minimise
 *
 *   |X_j - X_N w|^2 + ridge |w|^2,   that is   (X_N' X_N + ridge I) w = X_N' X_j.
 *
 * With all other items as neighbours this is EASE itself, since its zero diagonal is the same as leaving item
 * j out. Every item is solved by itself, so items may be solved in threads.
 */
export class LocalRidge {
  private readonly neighbours: ItemNeighbours;
  private readonly byItem: SparseRows;
  private readonly diagonalScale: number;
  private readonly ridgeScale: number;
  /** Scratch of the largest system. */
  private readonly system: Float64Array;
  private readonly solver: SymmetricSolver;
  /** Of each user the last entry in the columns of the system, counted over all systems: none below the first. */
  private readonly last: Float64Array;
  private firstEntry = 1;
  /** By entry of the system: the one of the same user before it, below 0 for none, its column and its value. */
  private before = new Int32Array(1024);
  private columns = new Int32Array(1024);
  private values = new Float64Array(1024);
  /** What a user gives the item that is solved. */
  private readonly wanted: Float64Array;

  /** @param matrix users x items, weights 0 or above. @throws RangeError on options outside their range */
  constructor(
    matrix: SparseRows,
    private readonly options: LocalRidgeOptions,
  ) {
    if (!(options.ridge > 0 && options.ridge < Infinity)) {
      throw new RangeError(`the ridge must be above 0, not ${options.ridge}`);
    }
    const { dropout = 0, ridgeExponent = 0 } = options;
    if (!(ridgeExponent >= 0 && ridgeExponent < Infinity))
      throw new RangeError(`the exponent of the ridge must be 0 or above, not ${ridgeExponent}`);
    if (!(dropout >= 0 && dropout < 1))
      throw new RangeError(`the dropout must be from 0 to below 1, not ${dropout}`);
    this.diagonalScale = 1 / (1 - dropout);
    this.neighbours = new ItemNeighbours(matrix, options);
    this.byItem = this.neighbours.byItem;
    let [squares, powers] = [0, 0];
    for (const length of this.neighbours.lengths) {
      squares += length ** 2;
      powers += length ** (2 + 2 * ridgeExponent);
    }
    this.ridgeScale = options.ridge * (squares / powers);
    const most = Math.min(options.neighbours, Math.max(1, matrix.columns - 1));
    this.system = new Float64Array(most * most);
    this.solver = new SymmetricSolver(most);
    this.last = new Float64Array(matrix.rows);
    this.wanted = new Float64Array(matrix.rows);
  }

  /** The weights of the neighbours of some items: one row for each of these, in their order, over all items. */
  weightsFor(items: Int32Array): SparseRows {
    return itemRows(
      Array.from(items, (item) => this.solve(item)),
      this.byItem.rows,
    );
  }

  private solve(item: number): ItemWeights {
    const items = this.neighboursOf(item).sort();
    const width = items.length;
    const system = this.system.subarray(0, width * width).fill(0);
    const right = new Float64Array(width);
    this.setWanted(item, false);
    this.addProducts(items, system, right);
    this.setWanted(item, true);
    const { ridgeExponent = 0 } = this.options;
    for (let at = 0; at < width; at++) {
      const diagonal = at * width + at;
      const square = system[diagonal]!;
      system[diagonal] = this.diagonalScale * square + this.ridgeScale * square ** ridgeExponent;
    }
    if (!this.solver.solve(system, width, right)) {
      throw new RangeError(`the normal matrix of item ${item} is not positive definite`);
    }
    return { items, weights: right };
  }

  private neighboursOf(item: number): Int32Array {
    const { indices } = this.neighbours.of(item);
    const { neighboursPerEntry = Infinity } = this.options;
    return indices.subarray(
      0,
      neighboursPerEntry * (this.byItem.starts[item + 1]! - this.byItem.starts[item]!),
    );
  }

  private setWanted(item: number, clear: boolean): void {
    const { starts, indices, weights } = this.byItem;
    for (let n = starts[item]!; n < starts[item + 1]!; n++) {
      this.wanted[indices[n]!] = clear ? 0 : weights[n]!;
    }
  }

  /** Lower triangle of X_N' X_N, and X_N' X_j. */
  private addProducts(items: Int32Array, system: Float64Array, right: Float64Array): void {
    this.makeRoom(items);
    const { starts, indices, weights } = this.byItem;
    const { last, before, columns, values, wanted, firstEntry } = this;
    let entry = 0;
    for (let column = 0; column < items.length; column++) {
      const row = column * items.length;
      const end = starts[items[column]! + 1]!;
      let [square, product] = [0, 0];
      for (let n = starts[items[column]!]!; n < end; n++) {
        const user = indices[n]!;
        const weight = weights[n]!;
        const latest = last[user]! - firstEntry;
        product += weight * wanted[user]!;
        square += weight * weight;
        for (let other = latest; other >= 0; other = before[other]!)
          system[row + columns[other]!]! += weight * values[other]!;
        before[entry] = latest;
        columns[entry] = column;
        values[entry] = weight;
        last[user] = firstEntry + entry++;
      }
      system[row + column] = square;
      right[column] = product;
    }
    this.firstEntry += entry;
  }

  /** For the entries of these items. */
  private makeRoom(items: Int32Array): void {
    const { starts } = this.byItem;
    const entries = items.reduce((sum, item) => sum + starts[item + 1]! - starts[item]!, 0);
    if (entries > this.columns.length) {
      this.before = new Int32Array(2 * entries);
      this.columns = new Int32Array(2 * entries);
      this.values = new Float64Array(2 * entries);
    }
  }
}
