import { surfaceSearch } from '#ml';
import type { CubePoint, SparseRows } from '#ml';
import type { ListScore } from '../evaluation/score-ranker.js';
import type { ItemParameters } from '../engines/training-parameters.js';
import { bestOf } from './tried-attempts.js';

interface ItemAttempt extends ListScore {
  parameters: ItemParameters;
}

/** An attempt with what was fitted. */
export interface FittedItems {
  /** Alone. */
  attempt: ItemAttempt;
  /** With the best factors, by shares of the item weights. */
  blends: ItemAttempt[];
  /** The best of these, by which settings are compared. */
  best: ItemAttempt;
  weights: SparseRows;
}

export interface ItemSearch {
  start: ItemParameters;
  /** The item weights of the start, where they are known. */
  present: SparseRows | null;
  /** Null where the fit would take longer than so many seconds. */
  fit: (parameters: ItemParameters, mostSeconds: number) => Promise<SparseRows | null>;
  score: (weights: SparseRows) => ListScore;
  /** With the best factors; none where that takes too long, and none from then on. */
  blend: (weights: SparseRows) => (ListScore & Pick<ItemParameters, 'itemShare'>)[];
  /** What is left of the budget; a fit that would take more than {@link FIT_OF_REST} of it is not begun. */
  secondsLeft: () => number;
  /** The most that one fit may take. */
  mostSeconds: number;
  seed: number;
}

export interface FoundItems {
  /** In their order, alone and in blends. */
  attempts: ItemAttempt[];
  /** The best ones, the best first. */
  best: FittedItems[];
}

/** Settings that are blended with factors, but for those that find less than this share of the best. */
const FINALISTS = 2;
const WORTH_BLENDING = 0.95;
/** Of the ridge ten doublings. */
const RANGES = { itemRidge: { least: 3, most: 3_072 }, itemNeighbours: { least: 25, most: 400 } };
const RIDGE_RATIO = RANGES.itemRidge.most / RANGES.itemRidge.least;
const MOST_DROPOUT = 0.8;
/** Share of what is left that a fit may take: scoring takes time, too. */
const FIT_OF_REST = 0.75;
/** Of ridge (twice, or half) and dropout, tried first. */
const NEXT: readonly CubePoint[] = [
  [0.1, 0],
  [0, 0.25],
  [-0.1, 0],
];
/** Points that are spread over ridge and dropout. */
const SPREAD = 3;
/** Of exponents, which are from 0 to 1. */
const STEP = 0.25;

/**
 * Local ridge that finds the most by itself or in a blend: with the ridge following listeners more while that helps,
 * with its ridge, then its neighbours doubled or halved while that helps, over its ridge and dropout jointly, with
 * active users counting more or less, with the ridge following listeners more or less, then with its neighbours doubled
 * while that helps. Nothing where there was no time for any.
 */
export async function searchItems(search: ItemSearch): Promise<FoundItems> {
  const { start, secondsLeft } = search;
  const tries = new ItemTries(search);
  const alone = { ...start, itemShare: 1 };
  let { itemNeighbours } = start;
  // Fewer take less time: so there is something to try on large catalogues too.
  let first = search.present === null ? await tries.at(alone) : tries.add(alone, search.present);
  while (first === null && (itemNeighbours >>= 1) >= RANGES.itemNeighbours.least) {
    first = await tries.at({ ...alone, itemNeighbours });
  }
  if (first === null) return tries.found();
  // First of all: where many songs are popular this gains the most, and there is time for few fits.
  while (await tries.withStep('itemRidgeExponent', STEP));
  for (const name of ['itemRidge', 'itemNeighbours'] as const) {
    for (const times of [2, 0.5]) while (await tries.withTimes(name, times));
  }
  const { parameters } = tries.leader;
  const least = secondsLeft() / 3;
  const point = pointOf(parameters);
  await surfaceSearch({
    first: [point, ...NEXT.map((step) => point.map((value, n) => withinCube(value + step[n]!)))],
    spread: SPREAD,
    seed: search.seed,
    hasTime: () => secondsLeft() > least,
    attempt: async (next) => (await tries.at({ ...parameters, ...parametersOf(next) }))?.ndcg ?? -1,
  });
  for (const name of ['itemActivityExponent', 'itemRidgeExponent'] as const) {
    for (const step of [-STEP, STEP]) while (await tries.withStep(name, step));
  }
  while (await tries.withTimes('itemNeighbours', 2));
  return tries.found();
}

function pointOf({ itemRidge, itemDropout }: ItemParameters): CubePoint {
  const place = Math.log(itemRidge / RANGES.itemRidge.least) / Math.log(RIDGE_RATIO);
  return [withinCube(place), withinCube(itemDropout / MOST_DROPOUT)];
}

function withinCube(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function parametersOf([ridge, dropout]: CubePoint): Pick<ItemParameters, 'itemRidge' | 'itemDropout'> {
  return {
    itemRidge: Number((RANGES.itemRidge.least * RIDGE_RATIO ** ridge!).toPrecision(3)),
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

  /** The item weights alone that find the most, alone or in a blend; there are some. */
  get leader(): ItemAttempt {
    return this.kept[0]!.attempt;
  }

  /** The best with another exponent. @returns whether that helped */
  async withStep(name: 'itemActivityExponent' | 'itemRidgeExponent', step: number): Promise<boolean> {
    const exponent = this.leader.parameters[name] + step;
    return exponent >= 0 && exponent <= 1 && (await this.helps({ [name]: exponent }));
  }

  /** The best with so many times its ridge or neighbours. @returns whether that helped */
  async withTimes(name: keyof typeof RANGES, times: number): Promise<boolean> {
    const value = Math.floor(times * this.leader.parameters[name]);
    const { least, most } = RANGES[name];
    return value >= least && value <= most && (await this.helps({ [name]: value }));
  }

  found(): FoundItems {
    const least = WORTH_BLENDING * (this.kept[0]?.best.ndcg ?? 0);
    return { attempts: this.attempts, best: this.kept.filter(({ best }) => best.ndcg >= least) };
  }

  /** The best that these find, alone or in a blend; null where there is no time for it. */
  async at(parameters: ItemParameters): Promise<ItemAttempt | null> {
    const key = JSON.stringify(parameters);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { fit, mostSeconds, secondsLeft } = this.search;
    const weights = await fit(parameters, Math.min(mostSeconds, FIT_OF_REST * secondsLeft()));
    return weights === null ? null : this.add(parameters, weights);
  }

  add(parameters: ItemParameters, weights: SparseRows): ItemAttempt {
    const { score, blend } = this.search;
    const attempt = { parameters, ...score(weights) };
    const blends = blend(weights).map(({ itemShare, ...found }) => ({
      parameters: { ...parameters, itemShare },
      ...found,
    }));
    const all = [attempt, ...blends];
    const best = bestOf(all);
    this.attempts.push(...all);
    this.known.set(JSON.stringify(parameters), best);
    const kept = [...this.kept, { attempt, blends, best, weights }];
    this.kept = kept.sort((a, b) => b.best.ndcg - a.best.ndcg).slice(0, FINALISTS);
    return best;
  }

  private async helps(change: Partial<ItemParameters>): Promise<boolean> {
    const before = this.leader;
    await this.at({ ...before.parameters, ...change });
    return this.leader !== before;
  }
}
