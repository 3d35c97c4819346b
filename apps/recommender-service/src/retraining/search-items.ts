import { surfaceSearch } from '#ml';
import type { CubePoint, SparseRows } from '#ml';
import type { ListScore } from '../evaluation/score-ranker.js';
import type { ItemParameters } from '../engines/training-parameters.js';

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
  /** The best ones, the best first. */
  best: FittedItems[];
}

/** Settings that are blended with factors, but for those that find less than this share of the best. */
const FINALISTS = 2;
const WORTH_BLENDING = 0.95;
const RIDGE = { least: 3, most: 3_000 };
const MOST_DROPOUT = 0.8;
/** Points that are spread over ridge and dropout. */
const SPREAD = 3;
/** Of exponents, which are from 0 to 1. */
const STEP = 0.25;
/** Fewer take less time: so there is something to try on large catalogues too. */
const FEWEST_NEIGHBOURS = 25;
const MOST_NEIGHBOURS = 400;

/**
 * Local ridge that finds the most by itself: with the ridge following listeners more while that helps, with its
 * neighbours and its ridge doubled while that helps, over its ridge and dropout jointly, with active users counting
 * more or less, with the ridge following listeners more or less, then with its neighbours doubled while that helps.
 * Nothing where there was no time for any.
 */
export async function searchItems(search: ItemSearch): Promise<FoundItems> {
  const { start, secondsLeft } = search;
  const tries = new ItemTries(search);
  const alone = { ...start, itemShare: 1 };
  let { itemNeighbours } = start;
  let first = search.present === null ? await tries.at(alone) : tries.add(alone, search.present);
  while (first === null && (itemNeighbours >>= 1) >= FEWEST_NEIGHBOURS) {
    first = await tries.at({ ...alone, itemNeighbours });
  }
  if (first === null) return tries.found();
  // First of all: where many songs are popular this gains the most, and there is time for few fits.
  while (await tries.withStep('itemRidgeExponent', STEP));
  // Of more neighbours each says less.
  while (await tries.withTwiceNeighbours(2));
  const { parameters } = tries.best;
  const least = secondsLeft() / 3;
  await surfaceSearch({
    first: [pointOf(parameters)],
    spread: SPREAD,
    seed: search.seed,
    hasTime: () => secondsLeft() > least,
    attempt: async (point) => (await tries.at({ ...parameters, ...parametersOf(point) }))?.ndcg ?? -1,
  });
  for (const name of ['itemActivityExponent', 'itemRidgeExponent'] as const) {
    for (const step of [-STEP, STEP]) while (await tries.withStep(name, step));
  }
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

/** The attempts of a search, each once, and the weights of the best. */
class ItemTries {
  private readonly attempts: ItemAttempt[] = [];
  private readonly known = new Map<string, ItemAttempt>();
  /** The best first, of equals the earliest. */
  private kept: FittedItems[] = [];

  constructor(private readonly search: ItemSearch) {}

  /** There is one. */
  get best(): ItemAttempt {
    return this.kept[0]!.attempt;
  }

  /** The best with another exponent. @returns whether that helped */
  async withStep(name: 'itemActivityExponent' | 'itemRidgeExponent', step: number): Promise<boolean> {
    const exponent = this.best.parameters[name] + step;
    return exponent >= 0 && exponent <= 1 && (await this.helps({ [name]: exponent }));
  }

  /** The best with twice its neighbours, and so many times its ridge. @returns whether that helped */
  async withTwiceNeighbours(ridgeTimes: number): Promise<boolean> {
    const { parameters } = this.best;
    const itemNeighbours = 2 * parameters.itemNeighbours;
    const itemRidge = ridgeTimes * parameters.itemRidge;
    const isWithin = itemNeighbours <= MOST_NEIGHBOURS && itemRidge <= RIDGE.most;
    return isWithin && (await this.helps({ itemNeighbours, itemRidge }));
  }

  found(): FoundItems {
    const best = this.kept.filter(({ attempt }) => attempt.ndcg >= WORTH_BLENDING * this.best.ndcg);
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
    const all = [...this.kept, { attempt, weights }].sort((a, b) => b.attempt.ndcg - a.attempt.ndcg);
    this.kept = all.slice(0, FINALISTS);
    return attempt;
  }

  private async helps(change: Partial<ItemParameters>): Promise<boolean> {
    const before = this.best;
    await this.at({ ...before.parameters, ...change });
    return this.best !== before;
  }
}
