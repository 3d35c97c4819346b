import type { SparseRows } from '#ml';
import type { ItemParameters, TrainingEngine } from '../engines/training-engine.js';

export interface ItemAttempt {
  parameters: ItemParameters;
  weights: SparseRows;
  ndcg: number;
  recall: number;
}

export interface ItemSearch {
  engine: TrainingEngine;
  liked: SparseRows;
  /** Songs that get weights of others, ascending; undefined: all. */
  songs?: Int32Array | undefined;
  start: ItemParameters;
  evaluate: (weights: SparseRows) => { ndcg: number; recall: number };
  /** What is left of the budget; a fit that would take more than half of it is not begun. */
  secondsLeft: () => number;
}

const SHRINKAGES = [10, 30, 100, 300];
const RIDGE_STEP = Math.sqrt(10);
/** Half the neighbours take about an eighth of the time: so local ridge is tried on large catalogues too. */
const FEWEST_NEIGHBOURS = 25;
const MOST_NEIGHBOURS = 400;

/**
 * Item weights that find the most by themselves: local ridge, neighbours with some shrinkages, then the ridge
 * by steps up and down and its neighbours doubled while that helps. @returns all attempts in their order;
 * empty when there was no time for any.
 */
export async function searchItems(search: ItemSearch): Promise<ItemAttempt[]> {
  const attempts: ItemAttempt[] = [];
  const at = async (change: Partial<ItemParameters>): Promise<ItemAttempt | null> => {
    const parameters = { ...search.start, itemShare: 1, ...change };
    const { engine, liked, songs } = search;
    const bounds = { mostSeconds: search.secondsLeft() / 2, ...(songs && { songs }) };
    const weights = await engine.itemWeights(liked, parameters, bounds);
    if (weights === null) return null;
    const attempt = { parameters, weights, ...search.evaluate(weights) };
    attempts.push(attempt);
    return attempt;
  };
  let best = await at({ itemModel: 'local-ridge' });
  let { itemNeighbours } = search.start;
  while (best === null && (itemNeighbours >>= 1) >= FEWEST_NEIGHBOURS) {
    best = await at({ itemModel: 'local-ridge', itemNeighbours });
  }
  for (const itemShrinkage of SHRINKAGES) await at({ itemModel: 'neighbours', itemShrinkage });
  for (const step of [RIDGE_STEP, 1 / RIDGE_STEP]) {
    best = await climb(best, at, ({ itemRidge }) => ({ itemRidge: threeDigits(itemRidge * step) }));
  }
  await climb(best, at, ({ itemNeighbours }) =>
    2 * itemNeighbours > MOST_NEIGHBOURS ? null : { itemNeighbours: 2 * itemNeighbours },
  );
  return attempts;
}

/** Goes on in one direction while it helps. */
async function climb(
  from: ItemAttempt | null,
  at: (change: Partial<ItemParameters>) => Promise<ItemAttempt | null>,
  next: (parameters: ItemParameters) => Partial<ItemParameters> | null,
): Promise<ItemAttempt | null> {
  for (let best = from; ;) {
    const change = best === null ? null : next(best.parameters);
    const found = best === null || change === null ? null : await at({ ...best.parameters, ...change });
    if (found === null || best === null || found.ndcg <= best.ndcg) return best;
    best = found;
  }
}

function threeDigits(value: number): number {
  return Number(value.toPrecision(3));
}
