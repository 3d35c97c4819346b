import { fixedMemory, MemoryPlan } from '#kernels/module';
import { transpose } from '../factors/sparse-rows.js';
import type { SparseRows } from '../factors/sparse-rows.js';
import { SymmetricSolver } from '../linalg/symmetric-solver.js';
import type { SolverPlaces } from '../linalg/symmetric-solver.js';
import { ColumnProducts } from './column-products.js';
import { ItemNeighbours, itemRows } from './item-neighbours.js';
import type { ItemWeights, NeighbourOptions } from './item-neighbours.js';
import { keptNeighbours } from './neighbour-lists.js';
import type { NeighbourLists } from './neighbour-lists.js';

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
  /** Of the same matrix and shrinkage, for no fewer neighbours. Default: all are found. */
  lists?: NeighbourLists;
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
  private readonly products: ColumnProducts;
  /** Of the normal matrices, by item: squares with dropout and ridge. */
  private readonly diagonal: Float64Array;
  private readonly solver: SymmetricSolver;
  private readonly places: SolverPlaces;

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
    const byItem = transpose(matrix);
    const most = Math.max(1, Math.min(Math.ceil(options.neighbours) || 1, matrix.columns - 1));
    const plan = new MemoryPlan();
    const columns = ColumnProducts.place(plan, byItem, most);
    this.places = SymmetricSolver.place(plan, most);
    const memory = fixedMemory(plan.bytes);
    this.products = new ColumnProducts(byItem, most, memory, columns);
    this.solver = new SymmetricSolver(most, memory, this.places);
    const found = { ...options, neighbours: options.lists?.neighbours ?? options.neighbours };
    this.neighbours = new ItemNeighbours(matrix, found, this.products.byColumn);
    let [squares, powers] = [0, 0];
    for (const length of this.neighbours.lengths) {
      squares += length ** 2;
      powers += length ** (2 + 2 * ridgeExponent);
    }
    const scale = options.ridge * (squares / powers);
    this.diagonal = this.neighbours.lengths.map(
      (length) => length ** 2 / (1 - dropout) + scale * length ** (2 * ridgeExponent),
    );
  }

  /** The weights of the neighbours of some items: one row for each of these, in their order, over all items. */
  weightsFor(items: Int32Array): SparseRows {
    return itemRows(
      Array.from(items, (item) => this.solve(item)),
      this.products.byColumn.rows,
    );
  }

  private solve(item: number): ItemWeights {
    const items = this.neighboursOf(item).sort();
    const width = items.length;
    const { system } = this.solver;
    this.products.leave(items, item, this.places);
    for (let at = 0; at < width; at++) system[at * width + at] = this.diagonal[items[at]!]!;
    const weights = this.solver.solve(width);
    if (weights === null) throw new RangeError(`the normal matrix of item ${item} is not positive definite`);
    return { items, weights: weights.slice() };
  }

  private neighboursOf(item: number): Int32Array {
    const { neighbours, neighboursPerEntry = Infinity, lists } = this.options;
    const find = (): Int32Array => this.neighbours.of(item).indices;
    const all = lists === undefined ? find() : keptNeighbours(lists, item, find);
    const { starts } = this.products.byColumn;
    return all.subarray(0, Math.min(neighbours, neighboursPerEntry * (starts[item + 1]! - starts[item]!)));
  }
}
