import { breakEvenProbability, compareDecision, valueCurve } from '#ml';
import type { Campaign, DecisionComparison, ValueCurve } from '#ml';
import type { HeldOut } from '../model/churn-artefact.js';

export type HeldOutDecision = DecisionComparison & { readonly users: number; readonly curve: ValueCurve };

const CURVE_POINTS = 51;

/**
 * Probability from which a contact pays, if the probabilities are right; null: none can. It depends on the
 * campaign alone, so that no outcome has a say in it.
 */
export function cutOf(campaign: Campaign): number | null {
  const cut = breakEvenProbability(campaign);
  return cut <= 1 && campaign.successRate * campaign.savedValue > 0 ? cut : null;
}

/**
 * What contacting users from the cut on earns on the test users, next to other choices and sizes. `budget` is
 * that of the whole population of `population` users; the test users have their share of it, that of one user
 * where the population is empty.
 */
export function decideHeldOut(
  { probabilities, labels, daysSinceLastEvent }: HeldOut,
  { budget, ...campaign }: Campaign,
  population: number,
): HeldOutDecision {
  const ofTest =
    budget === undefined
      ? campaign
      : { ...campaign, budget: (budget * labels.length) / Math.max(population, 1) };
  const cut = cutOf(campaign) ?? Infinity;
  return {
    ...compareDecision({ probabilities, labels, cut, ruleScores: daysSinceLastEvent }, ofTest),
    users: labels.length,
    curve: valueCurve(probabilities, labels, ofTest, CURVE_POINTS),
  };
}
