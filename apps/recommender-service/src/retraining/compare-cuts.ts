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
/**
 * Where there are more users, the best of these is compared with shares of so many times its odds, then the best of
 * all with two between: another share finds little more or less, so that it takes many users to know it.
 */
const ODDS = [
  [0.25, 0.5, 1, 2],
  [Math.SQRT1_2, 1, Math.SQRT2],
];
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
 * Every pair of factors, the best first, and item weights, as far as there is time: with the share of the item weights
 * that more users find best for the best pair, as many as half of the time allows. Where there are no more users, with
 * all shares, to be compared at both cuts.
 */
export function tryBlends(
  problem: SearchProblem,
  factors: readonly FittedFactors[],
  items: readonly FittedItems[],
  secondsLeft: () => number,
): Blend[] {
  const [first, some] = [factors[0], items[0]];
  if (first === undefined || some === undefined) return [];
  const hasTime = () => secondsLeft() > 0;
  const pairs = factors.flatMap((own) => items.map((other) => ({ factors: own, items: other })));
  const known = items.flatMap((other) => knownBlends(first, factors, other));
  const withShares = (pair: Omit<Blend, 'tried'>, shares: readonly number[]): Blend[] => {
    const own = known.filter(
      (blend) =>
        blend.factors === pair.factors &&
        blend.items === pair.items &&
        shares.includes(blend.tried.parameters.itemShare),
    );
    const isNew = (share: number) => own.every(({ tried }) => tried.parameters.itemShare !== share);
    return [...own, ...blendsOf(problem, pair, shares.filter(isNew), hasTime)];
  };
  if (problem.hasMoreUsers) {
    const start = some.blends.length > 0 ? bestOf(some.blends).parameters.itemShare : ITEM_SHARES[1]!;
    const share = shareByMore(problem, first.fit, some.weights, start, secondsLeft);
    return pairs.flatMap((pair) => withShares(pair, [share]));
  }
  const blends = pairs.flatMap((pair) => withShares(pair, SHARES));
  if (blends.length === 0) return [];
  const best = bestBlend(blends);
  const next = [-NEXT_SHARE, NEXT_SHARE].map((step) => best.tried.parameters.itemShare + step);
  return [...blends, ...blendsOf(problem, best, next.map(withinEnds), hasTime)];
}

/** Those with the best factors, by which item weights were compared. */
function knownBlends(first: FittedFactors, factors: readonly FittedFactors[], items: FittedItems): Blend[] {
  return items.blends.map((blend) => ({ tried: itemsAsTried({ factors }, blend), factors: first, items }));
}

/** @param known the best share of a few, by the users of each evaluation */
function shareByMore(
  problem: SearchProblem,
  factors: Fit,
  weights: SparseRows,
  known: number,
  secondsLeft: () => number,
): number {
  let best = known;
  const seconds = secondsLeft();
  for (const [n, odds] of ODDS.entries()) {
    const least = (1 - (n + 1) / (2 * ODDS.length)) * seconds;
    const shares = odds.map((times) => withinEnds((times * best) / (1 - best + times * best)));
    const scores = problem.scoreByMore(factors, weights, shares, () => secondsLeft() > least);
    if (scores.length > 0) best = shares[scores.indexOf(bestOf(scores))]!;
  }
  return best;
}

function withinEnds(share: number): number {
  return Math.min(ENDS.high, Math.max(ENDS.low, Number(share.toFixed(2))));
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

/** All that may be chosen, the best of each kind first. */
export function finalistsOf(candidates: Candidates): Tried[] {
  const { factors, items, blends } = candidates;
  return [
    ...[...factors, ...blends].map(({ tried }) => tried),
    ...items.map(({ attempt }) => itemsAsTried(candidates, attempt)),
  ];
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
