import type { SparseRows } from '#ml';
import type { Fit } from '../engines/training-engine.js';
import type { SearchBudget } from './search-budget.js';
import type { FittedFactors } from './search-factors.js';
import type { FittedItems, ItemSearch } from './search-items.js';
import type { PresentModel, SearchProblem } from './search-problem.js';
import { bestOf, isSame } from './tried-attempts.js';
import type { Tried, TriedTwice } from './tried-attempts.js';

/** Shares of the item weights that each blend is tried with, and how far from the best of them two more are. */
const SHARES = [0.1, 0.3, 0.5, 0.7, 0.9];
const NEXT_SHARE = 0.1;
/** Those of {@link SHARES} by which parameters of item weights are compared. */
const ITEM_SHARES = [0.1, 0.3, 0.7];
/** Shares of the next ones at the ends. */
const ENDS = { low: 0.05, high: 0.95 };

/** A blend with what it is made of. */
export interface Blend {
  tried: Tried;
  factors: FittedFactors;
  items: FittedItems;
}

/** Blends with some factors, as long as each can be scored for all users in the time of an evaluation. */
export function blendsWith(problem: SearchProblem, factors: Fit): ItemSearch['blend'] {
  let isQuick = true;
  return (weights) => {
    const scores = isQuick ? problem.scoreBlends(factors, weights, ITEM_SHARES, problem.hasTime()) : [];
    isQuick &&= scores[0]?.ofUsers.length === problem.evaluatedUsers;
    return isQuick ? scores.map((score, n) => ({ ...score, itemShare: ITEM_SHARES[n]! })) : [];
  };
}

/**
 * Every pair of factors, the best first, and item weights, as far as there is time, then the shares next to the best
 * blend's.
 */
export function tryBlends(
  problem: SearchProblem,
  factors: readonly FittedFactors[],
  items: readonly FittedItems[],
  hasTime: () => boolean,
): Blend[] {
  const known = items.flatMap((some) => knownBlends(factors, some));
  const blends = factors.flatMap((some) =>
    items.flatMap((other) => {
      const own = known.filter((blend) => blend.factors === some && blend.items === other);
      const isNew = (share: number) => own.every(({ tried }) => tried.parameters.itemShare !== share);
      const more = blendsOf(problem, { factors: some, items: other }, SHARES.filter(isNew), hasTime);
      return [...own, ...more];
    }),
  );
  if (blends.length === 0) return [];
  const best = bestBlend(blends);
  const share = best.tried.parameters.itemShare;
  const next = [-NEXT_SHARE, NEXT_SHARE].map((step) => Number((share + step).toFixed(2)));
  const within = next.map((other) => Math.min(ENDS.high, Math.max(ENDS.low, other)));
  return [...blends, ...blendsOf(problem, best, within, hasTime)];
}

/** Those with the best factors, by which item weights were compared. */
function knownBlends(factors: readonly FittedFactors[], items: FittedItems): Blend[] {
  return items.blends.map((blend) => ({
    tried: itemsAsTried({ factors }, blend),
    factors: factors[0]!,
    items,
  }));
}

function bestBlend(blends: readonly Blend[]): Blend {
  const best = bestOf(blends.map(({ tried }) => tried));
  return blends.find(({ tried }) => tried === best)!;
}

function blendsOf(
  problem: SearchProblem,
  { factors, items }: Omit<Blend, 'tried'>,
  shares: readonly number[],
  hasTime: () => boolean,
): Blend[] {
  return problem.scoreBlends(factors.fit, items.weights, shares, hasTime).map((score, n) => {
    const parameters = {
      ...factors.tried.parameters,
      ...items.attempt.parameters,
      itemShare: shares[n]!,
    };
    return { tried: { parameters, ...score }, factors, items };
  });
}

/** What is compared at both cuts. */
export interface Candidates {
  present: Tried;
  /** What the present parameters took. */
  presentSeconds: number;
  factors: readonly FittedFactors[];
  items: readonly FittedItems[];
  blends: readonly Blend[];
}

/**
 * The candidates at the earlier cut, those of the best blends first, and the present parameters: as many as
 * there is time for. Of the blends those shares that were tried.
 */
export async function confirm(
  candidates: Candidates,
  earlier: SearchProblem,
  budget: SearchBudget,
): Promise<TriedTwice[]> {
  const { present, presentSeconds, items, blends } = candidates;
  const found: TriedTwice[] = [];
  const weightsOf = new Map<FittedItems, SparseRows | null>();
  for (const factors of byBlend(candidates)) {
    const fit = await earlier.fit(factors.tried.parameters, budget.ofFit());
    if (fit === null) break;
    found.push({ ...factors.tried, earlier: earlier.scoreFactors(fit) });
    for (const some of items) {
      // As long as the fit takes, its blends may take.
      const weights =
        weightsOf.get(some) ??
        (await earlier.itemWeights(some.attempt.parameters, budget.ofFit(budget.secondsLeft(1) / 2)));
      const isNew = !weightsOf.has(some);
      weightsOf.set(some, weights);
      if (weights === null) continue;
      if (isNew)
        found.push({ ...itemsAsTried(candidates, some.attempt), earlier: earlier.scoreItems(fit, weights) });
      const own = blends.filter((blend) => blend.factors === factors && blend.items === some);
      found.push(...blendsAgain(own, earlier, fit, weights, budget.hasTime()));
    }
    if (budget.secondsLeft(1) <= 0) break;
  }
  if (
    budget.secondsLeft(1) > presentSeconds &&
    !found.some((one) => isSame(one.parameters, present.parameters))
  ) {
    const again = await earlier.evaluate(present.parameters, budget.secondsLeft(1));
    if (again !== null) found.push({ ...present, earlier: again.score });
  }
  return found;
}

/** Item weights alone, or blended with the best factors. */
export function itemsAsTried(
  { factors }: Pick<Candidates, 'factors'>,
  { parameters, ...score }: FittedItems['attempt'],
): Tried {
  return { parameters: { ...factors[0]!.tried.parameters, ...parameters }, ...score };
}

/** What a model that was tried is made of; null where that was not kept. */
export function partsOf(
  candidates: Candidates,
  { parameters }: Tried,
): Pick<PresentModel, 'fit' | 'weights'> | null {
  const { factors, items, blends } = candidates;
  const isIt = (tried: Pick<Tried, 'parameters'>): boolean => isSame(tried.parameters, parameters);
  const blend = blends.find(({ tried }) => isIt(tried));
  if (blend !== undefined) return { fit: blend.factors.fit, weights: blend.items.weights };
  const alone = factors.find(({ tried }) => isIt(tried));
  if (alone !== undefined) return { fit: alone.fit, weights: null };
  const some = items.find(({ attempt }) => isIt(itemsAsTried(candidates, attempt)));
  return some === undefined ? null : { fit: factors[0]!.fit, weights: some.weights };
}

/** Factors in the order of their best blends. */
function byBlend({ factors, blends }: Candidates): FittedFactors[] {
  const left = [...blends];
  const order: FittedFactors[] = [];
  while (left.length > 0) {
    const { factors: next } = bestBlend(left);
    order.push(next);
    left.splice(0, left.length, ...left.filter((blend) => blend.factors !== next));
  }
  return [...order, ...factors.filter((some) => !order.includes(some))];
}

function blendsAgain(
  blends: readonly Blend[],
  earlier: SearchProblem,
  fit: Fit,
  weights: SparseRows,
  hasTime: () => boolean,
): TriedTwice[] {
  const shares = blends.map(({ tried }) => tried.parameters.itemShare);
  return earlier
    .scoreBlends(fit, weights, shares, hasTime)
    .map((score, n) => ({ ...blends[n]!.tried, earlier: score }));
}
