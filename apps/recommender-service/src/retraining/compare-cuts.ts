import type { SparseRows } from '#ml';
import type { Fit } from '../engines/training-engine.js';
import type { SearchBudget } from './search-budget.js';
import type { FittedFactors } from './factor-tries.js';
import type { FittedItems } from './search-items.js';
import type { PresentModel, SearchProblem } from './search-problem.js';
import { bestBlend, itemsAsTried } from './try-blends.js';
import type { Blend } from './try-blends.js';
import { isSame } from './tried-attempts.js';
import type { Tried, TriedTwice } from './tried-attempts.js';

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
