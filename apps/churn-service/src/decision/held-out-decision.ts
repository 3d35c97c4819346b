import { affordableContacts, bestOf, compareDecision, valueCurve } from '#ml';
import type { Campaign, DecisionComparison, ValueCurve } from '#ml';
import type { HeldOut, HeldOutSide } from '../model/held-out.js';

export interface HeldOutDecision {
  /** Users with at least this probability are contacted; null: none, since no size pays. */
  readonly cut: number | null;
  readonly validation: { readonly users: number; readonly contacts: number; readonly net: number };
  readonly test: DecisionComparison & { readonly users: number; readonly curve: ValueCurve };
}

const CURVE_POINTS = 51;

/**
 * The cut whose audience earned most on the validation users, and what it earns on the test users, who had no
 * say in it. `budget` is that of the whole population of `population` users; each side has its share of it,
 * and of nobody's that of one user.
 */
export function decideHeldOut(
  { validation, test }: HeldOut,
  campaign: Campaign,
  population: number,
): HeldOutDecision {
  const shareOf = ({ labels }: HeldOutSide): Campaign => {
    const { budget, ...rest } = campaign;
    return budget === undefined
      ? rest
      : { ...rest, budget: (budget * labels.length) / Math.max(population, 1) };
  };
  const chosen = chooseCut(validation, shareOf(validation));
  const { probabilities, labels, daysSinceLastEvent } = test;
  return {
    cut: chosen.cut === Infinity ? null : chosen.cut,
    validation: { users: validation.labels.length, contacts: chosen.contacts, net: chosen.net },
    test: {
      ...compareDecision(
        { probabilities, labels, cut: chosen.cut, ruleScores: daysSinceLastEvent },
        shareOf(test),
      ),
      users: labels.length,
      curve: valueCurve(probabilities, labels, shareOf(test), CURVE_POINTS),
    },
  };
}

/**
 * The size that earned most, whatever the budget; Infinity when that is no user. A budget then takes the first
 * of them.
 */
function chooseCut(
  { probabilities, labels }: HeldOutSide,
  campaign: Campaign,
): { cut: number; contacts: number; net: number } {
  const users = probabilities.length;
  const curve = valueCurve(probabilities, labels, campaign, users + 1);
  const { contacts: size, net } = bestOf(curve);
  // What rounding leaves of a draw is no gain.
  const best = net > 1e-9 * size * campaign.contactCost ? size : 0;
  const contacts = Math.min(best, affordableContacts(campaign, users));
  const sorted = Float64Array.from(probabilities).sort().reverse();
  return { cut: best === 0 ? Infinity : sorted[best - 1]!, contacts, net: curve.net[contacts]! };
}
