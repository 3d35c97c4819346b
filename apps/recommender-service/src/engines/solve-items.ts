import { fitLocalRidge, ItemNeighbours } from '#ml';
import type { SparseRows } from '#ml';
import type { ItemParameters } from './training-engine.js';

/** The weights that songs of a span get from their neighbours. */
export interface ItemTask {
  /** Users x songs, 1 for each liked pair. */
  preferences: SparseRows;
  parameters: ItemParameters;
  span: { from: number; to: number };
}

/** One row for each song of the span: the weights of its neighbours. Also the module of a thread. */
export default function solveItems({ preferences, parameters, span }: ItemTask): SparseRows {
  const { itemModel, itemNeighbours, itemShrinkage, itemRidge } = parameters;
  const options = { neighbours: itemNeighbours, shrinkage: itemShrinkage };
  if (itemModel === 'local-ridge') return fitLocalRidge(preferences, { ...options, ridge: itemRidge }, span);
  return similarities(new ItemNeighbours(preferences, options), preferences.columns, span);
}

function similarities(
  neighbours: ItemNeighbours,
  columns: number,
  { from, to }: ItemTask['span'],
): SparseRows {
  const lists = Array.from({ length: to - from }, (_, n) => neighbours.of(from + n));
  const starts = new Int32Array(lists.length + 1);
  lists.forEach(({ items }, n) => (starts[n + 1] = starts[n]! + items.length));
  const indices = new Int32Array(starts.at(-1)!);
  const weights = new Float32Array(indices.length);
  lists.forEach(({ items, similarities: values }, n) => {
    const order = Uint32Array.from(items.keys()).sort((a, b) => items[a]! - items[b]!);
    order.forEach((from, at) => {
      indices[starts[n]! + at] = items[from]!;
      weights[starts[n]! + at] = values[from]!;
    });
  });
  return { rows: lists.length, columns, starts, indices, weights };
}
