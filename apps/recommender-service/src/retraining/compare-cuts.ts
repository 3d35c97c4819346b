import type { Fit } from '../engines/training-engine.js';
import { searchedParametersOf } from '../engines/training-parameters.js';
import type { SearchBudget } from './search-budget.js';
import type { FoundFactors } from './search-factors.js';
import type { FittedItems, FoundItems } from './search-items.js';
import type { Attempt, ConfirmedAttemptDto } from './parameter-searches.dto.js';
import type { SearchProblem } from './search-problem.js';
import type { SearchedParameters } from '../engines/training-parameters.js';

/** Share of the budget at which factors have been compared. */
const FINALISTS_UNTIL = 0.6;
/** Factors that are fitted at the earlier cut, but for those that find less than this share of the best. */
const FINALISTS = 3;
const WORTH_COMPARING = 0.97;
const BLENDS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/** Factors with their vectors at one cut. */
export interface Factors {
  best: Attempt;
  fit: Fit;
}

/** The factors that do best at both cuts, with their vectors at each; null: not fitted at the earlier one. */
export async function decideFactors(
  { attempts, best, fit }: FoundFactors,
  problem: SearchProblem,
  earlier: SearchProblem | null,
  budget: SearchBudget,
): Promise<Factors & { ofEarlier: Fit | null }> {
  if (earlier === null) return { best, fit, ofEarlier: null };
  budget.begin('comparing factors at an earlier cut');
  const secondsLeft = budget.step(FINALISTS_UNTIL);
  const fits: Fit[] = [];
  const confirmed: ConfirmedAttemptDto[] = [];
  const finalists = attempts.filter(({ ndcg }) => ndcg >= WORTH_COMPARING * best.ndcg);
  for (const attempt of finalists.toSorted((a, b) => b.ndcg - a.ndcg).slice(0, FINALISTS)) {
    if (fits.length > 0 && secondsLeft() <= 0) break;
    const found = await earlier.fit(attempt.parameters);
    fits.push(found);
    confirmed.push({ ...attempt, earlier: earlier.scoreFactors(found) });
  }
  const { parameters } = bestOfBoth(confirmed);
  const chosen = confirmed.findIndex((other) => other.parameters === parameters);
  const isFitted = parameters === best.parameters;
  return {
    best: confirmed[chosen]!,
    fit: isFitted ? fit : await problem.fit(parameters),
    ofEarlier: fits[chosen]!,
  };
}

/** The factors blended with item weights in several shares. */
export function blendsOf(
  problem: SearchProblem,
  { best, fit }: Factors,
  { attempt, weights }: FittedItems,
  hasTime: () => boolean,
): Attempt[] {
  return problem.scoreBlends(fit, weights, BLENDS, hasTime).map((score, n) => ({
    parameters: { ...best.parameters, ...attempt.parameters, itemShare: BLENDS[n]! },
    ...score,
  }));
}

/** What is compared at both cuts. */
interface Candidates {
  first: Attempt;
  /** What the first attempt took. */
  firstSeconds: number;
  best: Attempt;
  items: FoundItems;
  blends: Attempt[];
}

/**
 * The candidates at the earlier cut: the factors, the item weights and all their blends, and the start. None where
 * there is no time for any blend: else the choice could not be one.
 */
export async function confirm(
  { first, firstSeconds, best, items, blends }: Candidates,
  earlier: SearchProblem,
  fit: Fit,
  budget: SearchBudget,
): Promise<ConfirmedAttemptDto[]> {
  const candidates = [
    best,
    ...asAttempts({ attempts: items.best.map(({ attempt }) => attempt) }, best),
    ...blends,
  ];
  const found: ConfirmedAttemptDto[] = [{ ...best, earlier: earlier.scoreFactors(fit) }];
  for (const { attempt } of items.best) {
    // As long as the fit takes, its blends may take.
    const weights = await earlier.itemWeights(attempt.parameters, budget.secondsLeft(1) / 2);
    if (weights === null) continue;
    const alone = {
      parameters: { ...best.parameters, ...attempt.parameters },
      ...earlier.scoreItems(fit, weights),
    };
    const blended = blendsOf(earlier, { best, fit }, { attempt, weights }, budget.hasTime());
    for (const score of [alone, ...blended]) {
      const candidate = candidates.find((other) => isSame(other.parameters, score.parameters));
      if (candidate === undefined) continue;
      found.push({ ...candidate, earlier: { ndcg: score.ndcg, recall: score.recall } });
    }
  }
  const hasBlend = found.some(({ parameters: { itemShare } }) => itemShare > 0 && itemShare < 1);
  if (blends.length > 0 && !hasBlend) return [];
  if (budget.secondsLeft(1) > firstSeconds)
    found.push({ ...first, earlier: await earlier.evaluate(first.parameters) });
  return found;
}

/** By the sum of what a candidate reached of the best at each of the two cuts; the earliest of equals. */
export function bestOfBoth(confirmed: readonly ConfirmedAttemptDto[]): Attempt {
  const most = Math.max(...confirmed.map(({ ndcg }) => ndcg), Number.MIN_VALUE);
  const mostOfEarlier = Math.max(...confirmed.map(({ earlier }) => earlier.ndcg), Number.MIN_VALUE);
  const worth = ({ ndcg, earlier }: ConfirmedAttemptDto) => ndcg / most + earlier.ndcg / mostOfEarlier;
  const { parameters, ndcg, recall } = confirmed.reduce((best, other) =>
    worth(other) > worth(best) ? other : best,
  );
  return { parameters, ndcg, recall };
}

/** Item weights alone: the factors have no share. */
export function asAttempts({ attempts }: Pick<FoundItems, 'attempts'>, best: Attempt): Attempt[] {
  return attempts.map(({ parameters, ndcg, recall }) => ({
    parameters: { ...best.parameters, ...parameters },
    ndcg,
    recall,
  }));
}

export function isSame(a: SearchedParameters, b: SearchedParameters): boolean {
  return JSON.stringify(searchedParametersOf(a)) === JSON.stringify(searchedParametersOf(b));
}
