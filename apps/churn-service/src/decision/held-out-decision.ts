import { cumulativeWeights, effectiveRows, normalInterval, rankOutcomes, sumOf } from '#ml';
import type { HeldOut } from '../model/churn-artefact.js';
import { roundToCents } from '../scores/rounding.js';
import type { HeldOutResultDto } from './decision.dto.js';
import {
  affordableContacts,
  alternatives,
  curveOf,
  expectedNet,
  firstOf,
  together,
} from './expected-value.js';
import type { Campaign, ExpectedGroup } from './expected-value.js';

/**
 * Probability from which a contact pays, if the probabilities are right; null: none can. It depends on the
 * campaign alone, so that no outcome has a say in it.
 */
export function cutOf({ contactCost, successRate, savedValue }: Campaign): number | null {
  const worth = successRate * savedValue;
  return worth > 0 && contactCost <= worth ? contactCost / worth : null;
}

/**
 * What contacting users from the cut on earns on the test users, next to other choices and sizes. `budget` and
 * `users` are those of the whole population of `population` users; the test users have their share of them, that of
 * one user where the population is empty.
 */
export function decideHeldOut(
  { probabilities, daysSinceLastEvent, ...outcomes }: HeldOut,
  { budget = Infinity, users: most = Infinity, ...rest }: Campaign,
  population: number,
): HeldOutResultDto {
  const { weights } = outcomes;
  const users = Math.round(sumOf(weights));
  const part = Math.max(users, 1) / Math.max(population, 1);
  const campaign: Campaign = { ...rest, budget: budget * part, users: most * part };
  const cut = cutOf(campaign) ?? Infinity;
  const groups = groupsBy(probabilities, outcomes, campaign);
  const bySilence = groupsBy(daysSinceLastEvent, outcomes, campaign);
  const limit = affordableContacts(campaign, users);
  const size = Math.min(limit, Math.round(sumOf(weights.filter((_, row) => probabilities[row]! >= cut))));
  const chosen = firstOf(groups, size);
  const breakEven = (campaign.contactCost * size) / (campaign.savedValue * chosen.churners);
  return {
    users,
    contacts: size,
    churnersReached: chosen.churners,
    net: netOf(chosen, { users, perUser: users / Math.max(1, effectiveRows(weights)) }, campaign),
    breakEvenSuccessRate: Number.isFinite(breakEven) ? breakEven : null,
    ...alternatives(together(groups), bySilence, { limit, size }, campaign),
    curve: curveOf(groups, campaign),
  };
}

/** Users of equal scores as groups, highest first, with the churners that there were. */
function groupsBy(
  scores: Float64Array,
  { labels, weights }: Pick<HeldOut, 'labels' | 'weights'>,
  { savedValue }: Campaign,
): ExpectedGroup[] {
  const ranked = rankOutcomes(scores, labels, weights);
  const { all, positives } = cumulativeWeights(ranked);
  return Array.from(ranked.runEnds, (end, run) => {
    const begin = run === 0 ? 0 : ranked.runEnds[run - 1]!;
    const churners = positives[end]! - positives[begin]!;
    return { users: all[end]! - all[begin]!, churners, loss: churners * savedValue };
  });
}

/**
 * The 95 % interval is that of a sum of independent users, normal by the central limit theorem and so the same for
 * every request, where a bootstrap would take a tenth of a second. One user brings 0, -cost or the value of a kept
 * churner less the cost; the sum varies as users * variance of one, and more where a user counts for `perUser` of
 * them, on the whole.
 */
function netOf(
  chosen: ExpectedGroup,
  { users, perUser }: { users: number; perUser: number },
  campaign: Campaign,
): HeldOutResultDto['net'] {
  const { contactCost, savedValue, successRate } = campaign;
  const value = expectedNet(chosen, campaign);
  const squares =
    chosen.churners * (savedValue * successRate - contactCost) ** 2 +
    (chosen.users - chosen.churners) * contactCost ** 2;
  const standardError = Math.sqrt(perUser * Math.max(0, squares - value ** 2 / Math.max(1, users)));
  const { low, high } = normalInterval(value, standardError);
  return { value: roundToCents(value), low: roundToCents(low), high: roundToCents(high) };
}
