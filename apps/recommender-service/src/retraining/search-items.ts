import { surfaceSearch } from '#ml';
import type { CubePoint, SparseRows } from '#ml';
import type { ListScore } from '../evaluation/score-ranker.js';
import type { ItemParameters } from '../engines/training-parameters.js';
import { ITEM_MODELS } from '../recommender.settings.js';

interface ItemAttempt extends ListScore {
  parameters: ItemParameters;
}

/** An attempt with what was fitted. */
export interface FittedItems {
  attempt: ItemAttempt;
  weights: SparseRows;
}

export interface ItemSearch {
  start: ItemParameters;
  /** The item weights of the start, where they are known. */
  present: SparseRows | null;
  /** Null where the fit would take longer than so many seconds. */
  fit: (parameters: ItemParameters, mostSeconds: number) => Promise<SparseRows | null>;
  score: (weights: SparseRows) => ListScore;
  /** What is left of the budget; a fit that would take more than half of it is not begun. */
  secondsLeft: () => number;
  /** The most that one fit may take. */
  mostSeconds: number;
  seed: number;
}

export interface FoundItems {
  /** In their order. */
  attempts: ItemAttempt[];
  /** The best of each kind, the better kind first, without one that is far behind. */
  best: FittedItems[];
}

const SHRINKAGES = [10, 30, 100, 300];
const RIDGE = { least: 3, most: 3_000 };
const MOST_DROPOUT = 0.8;
/** Points that are spread over ridge and dropout. */
const SPREAD = 3;
/** A kind that finds less than this share of what the other finds is not blended: its blends lost on every set. */
const WORTH_BLENDING = 0.95;
/** Of exponents, which are from 0 to 1. */
const STEP = 0.25;
/** Half the neighbours take about an eighth of the time: so local ridge is tried on large catalogues too. */
const FEWEST_NEIGHBOURS = 25;
const MOST_NEIGHBOURS = 400;

/**
 * Item weights that find the most by themselves: local ridge with the ridge following listeners more while that
 * helps, with its neighbours and its ridge doubled while that helps, neighbours with some shrinkages, and local ridge
 * over its ridge and dropout jointly, then both with active users counting more or less, then local ridge with the
 * ridge following listeners more or less, then with its neighbours doubled while that helps. Nothing where there was
 * no time for any.
 */
export async function searchItems(search: ItemSearch): Promise<FoundItems> {
  const { start, secondsLeft } = search;
  const tries = new ItemTries(search);
  if (search.present !== null) tries.add({ ...start, itemShare: 1 }, search.present);
  const ridge = { ...start, itemShare: 1, itemModel: 'local-ridge' } as const;
  let { itemNeighbours } = start;
  let first = await tries.at(ridge);
  while (first === null && (itemNeighbours >>= 1) >= FEWEST_NEIGHBOURS) {
    first = await tries.at({ ...ridge, itemNeighbours });
  }
  // First of all: where many songs are popular this gains the most, and there is time for few fits.
  while (await tries.withStep('local-ridge', 'itemRidgeExponent', STEP));
  // Of more neighbours each says less.
  while (await tries.withTwiceNeighbours(2));
  for (const itemShrinkage of SHRINKAGES) {
    await tries.at({ ...start, itemShare: 1, itemModel: 'neighbours', itemShrinkage });
  }
  if (first === null) return tries.found();
  const { parameters } = tries.best('local-ridge')!.attempt;
  const least = secondsLeft() / 3;
  await surfaceSearch({
    first: [pointOf(parameters)],
    spread: SPREAD,
    seed: search.seed,
    hasTime: () => secondsLeft() > least,
    attempt: async (point) => {
      const found = await tries.at({ ...parameters, ...parametersOf(point) });
      return found?.ndcg ?? -1;
    },
  });
  for (const kind of ITEM_MODELS) {
    for (const step of [-STEP, STEP]) while (await tries.withStep(kind, 'itemActivityExponent', step));
  }
  for (const step of [-STEP, STEP]) while (await tries.withStep('local-ridge', 'itemRidgeExponent', step));
  while (await tries.withTwiceNeighbours(1));
  return tries.found();
}

function pointOf({ itemRidge, itemDropout }: ItemParameters): CubePoint {
  const place = Math.log(itemRidge / RIDGE.least) / Math.log(RIDGE.most / RIDGE.least);
  return [Math.min(1, Math.max(0, place)), Math.min(1, itemDropout / MOST_DROPOUT)];
}

function parametersOf([ridge, dropout]: CubePoint): Pick<ItemParameters, 'itemRidge' | 'itemDropout'> {
  return {
    itemRidge: Number((RIDGE.least * (RIDGE.most / RIDGE.least) ** ridge!).toPrecision(3)),
    itemDropout: Math.round(100 * MOST_DROPOUT * dropout!) / 100,
  };
}

/** The attempts of a search, each once, and the weights of the best of each kind. */
class ItemTries {
  private readonly attempts: ItemAttempt[] = [];
  private readonly known = new Map<string, ItemAttempt>();
  private readonly kinds = new Map<ItemParameters['itemModel'], FittedItems>();

  constructor(private readonly search: ItemSearch) {}

  best(kind: ItemParameters['itemModel']): FittedItems | null {
    return this.kinds.get(kind) ?? null;
  }

  /** The best of a kind with another exponent. @returns whether that helped */
  async withStep(
    kind: ItemParameters['itemModel'],
    name: 'itemActivityExponent' | 'itemRidgeExponent',
    step: number,
  ): Promise<boolean> {
    const before = this.best(kind)?.attempt;
    if (before === undefined) return false;
    const exponent = before.parameters[name] + step;
    if (exponent < 0 || exponent > 1) return false;
    await this.at({ ...before.parameters, [name]: exponent });
    return this.best(kind)!.attempt !== before;
  }

  /** The best local ridge with twice its neighbours, and so many times its ridge. @returns whether that helped */
  async withTwiceNeighbours(ridgeTimes: number): Promise<boolean> {
    const before = this.best('local-ridge')?.attempt;
    if (before === undefined) return false;
    const itemNeighbours = 2 * before.parameters.itemNeighbours;
    const itemRidge = ridgeTimes * before.parameters.itemRidge;
    if (itemNeighbours > MOST_NEIGHBOURS || itemRidge > RIDGE.most) return false;
    await this.at({ ...before.parameters, itemNeighbours, itemRidge });
    return this.best('local-ridge')!.attempt !== before;
  }

  found(): FoundItems {
    const kinds = [...this.kinds.values()].sort((a, b) => b.attempt.ndcg - a.attempt.ndcg);
    const most = kinds[0]?.attempt.ndcg ?? 0;
    const best = kinds.filter(({ attempt }) => attempt.ndcg >= WORTH_BLENDING * most);
    return { attempts: this.attempts, best };
  }

  /** Null where there is no time for it. */
  async at(parameters: ItemParameters): Promise<ItemAttempt | null> {
    const key = JSON.stringify(parameters);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { fit, mostSeconds, secondsLeft } = this.search;
    const weights = await fit(parameters, Math.min(mostSeconds, secondsLeft() / 2));
    return weights === null ? null : this.add(parameters, weights);
  }

  add(parameters: ItemParameters, weights: SparseRows): ItemAttempt {
    const attempt = { parameters, ...this.search.score(weights) };
    this.attempts.push(attempt);
    this.known.set(JSON.stringify(parameters), attempt);
    const before = this.best(parameters.itemModel);
    if (before === null || attempt.ndcg > before.attempt.ndcg) {
      this.kinds.set(parameters.itemModel, { attempt, weights });
    }
    return attempt;
  }
}
