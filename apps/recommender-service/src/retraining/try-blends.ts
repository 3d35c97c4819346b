import type { Fit } from '../engines/training-engine.js';
import type { FittedFactors } from './factor-tries.js';
import type { FittedItems, ItemSearch } from './search-items.js';
import type { SearchProblem } from './search-problem.js';
import { bestOf, isAheadForSure } from './tried-attempts.js';
import type { Tried } from './tried-attempts.js';

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
 * Every pair of factors, the best first, and item weights, as far as there is time: with the share of the item
 * weights that more users find better for sure for the best pair, as many as half of the time allows. Where there
 * are no more users, with all shares, to be compared at both cuts; where time ends before any of them, those by
 * which items were compared.
 */
export function tryBlends(
  problem: SearchProblem,
  factors: readonly FittedFactors[],
  items: readonly FittedItems[],
  secondsLeft: () => number,
  seed: number,
): Blend[] {
  const [first, some] = [factors[0], items[0]];
  if (first === undefined || some === undefined) return [];
  const share = problem.hasMoreUsers ? shareByMore(problem, first.fit, some, secondsLeft, seed) : null;
  const shares = share === null ? SHARES : [share];
  const hasTime = () => secondsLeft() > 0;
  const blends = factors.flatMap((own) =>
    items.flatMap((other) => {
      const known = own === first ? knownBlends(factors, other) : [];
      return withShares(problem, { factors: own, items: other }, shares, known, hasTime);
    }),
  );
  if (blends.length === 0) return items.flatMap((other) => knownBlends(factors, other));
  if (share !== null) return blends;
  const best = bestBlend(blends);
  const next = [-NEXT_SHARE, NEXT_SHARE].map((step) => withinEnds(best.tried.parameters.itemShare + step));
  return [...blends, ...blendsOf(problem, best, next, hasTime)];
}

/** Those with the best factors, by which item weights were compared. */
function knownBlends(factors: readonly FittedFactors[], items: FittedItems): Blend[] {
  return items.blends.map((blend) => ({
    tried: itemsAsTried({ factors }, blend),
    factors: factors[0]!,
    items,
  }));
}

/** A pair with some shares, of which a few are known. */
function withShares(
  problem: SearchProblem,
  pair: Omit<Blend, 'tried'>,
  shares: readonly number[],
  known: readonly Blend[],
  hasTime: () => boolean,
): Blend[] {
  const own = known.filter(({ tried }) => shares.includes(tried.parameters.itemShare));
  const isNew = (share: number) => own.every(({ tried }) => tried.parameters.itemShare !== share);
  return [...own, ...blendsOf(problem, pair, shares.filter(isNew), hasTime)];
}

/**
 * Begins with the best share of a few, by the users of each evaluation, and leaves it for one that more users find
 * better for sure: shares do nearly alike, and those that are best by chance find less on other days.
 */
function shareByMore(
  problem: SearchProblem,
  factors: Fit,
  { blends, weights }: FittedItems,
  secondsLeft: () => number,
  seed: number,
): number {
  let best = blends.length > 0 ? bestOf(blends).parameters.itemShare : ITEM_SHARES[1]!;
  const seconds = secondsLeft();
  for (const [n, odds] of ODDS.entries()) {
    const least = (1 - (n + 1) / (2 * ODDS.length)) * seconds;
    const shares = odds.map((times) => withinEnds((times * best) / (1 - best + times * best)));
    const scores = problem.scoreByMore(factors, weights, shares, () => secondsLeft() > least);
    if (scores.length === 0) break;
    const found = bestOf(scores);
    if (isAheadForSure(found, scores[odds.indexOf(1)]!, seed)) best = shares[scores.indexOf(found)]!;
  }
  return best;
}

function withinEnds(share: number): number {
  return Math.min(ENDS.high, Math.max(ENDS.low, Number(share.toFixed(2))));
}

export function bestBlend(blends: readonly Blend[]): Blend {
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

/** Item weights alone, or blended with the best factors. */
export function itemsAsTried(
  { factors }: { factors: readonly FittedFactors[] },
  { parameters, ...score }: FittedItems['attempt'],
): Tried {
  return { parameters: { ...factors[0]!.tried.parameters, ...parameters }, ...score };
}
