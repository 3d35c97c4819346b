import { cumulativePositives, rankOutcomes } from '../evaluation/ranked-outcomes.js';
import { normalInterval } from '../evaluation/interval.js';
import type { Interval } from '../evaluation/interval.js';
import { affordableContacts, assertCampaign, breakEvenSuccessRate } from './contact-plan.js';
import type { Campaign } from './contact-plan.js';

/** Net value of contacting the first users of a ranking, by how many. */
export interface ValueCurve {
  readonly contacts: Uint32Array;
  /** churners among them * successRate * savedValue - contacts * contactCost. */
  readonly net: Float64Array;
}

/**
 * The value curve of a ranking whose outcomes are known: `scores` highest first, `labels` 1 for churners. Ties count
 * with their mean rate. `points` sizes are evaluated, from none to all.
 */
export function valueCurve(
  scores: Float64Array,
  labels: Uint8Array,
  campaign: Campaign,
  points = 101,
): ValueCurve {
  assertCampaign(campaign);
  const churners = cumulativePositives(rankOutcomes(scores, labels));
  const users = labels.length;
  const contacts = Uint32Array.from({ length: points }, (_, k) => Math.round((k * users) / (points - 1)));
  return {
    contacts,
    net: Float64Array.from(contacts, (count) => netValue(churners[count]!, count, campaign)),
  };
}

export interface DecisionComparison {
  readonly contacts: number;
  readonly churnersReached: number;
  readonly net: Interval;
  readonly nobody: number;
  /** Everybody the budget allows, which is everybody without one. */
  readonly everybody: number;
  /** As many users, drawn at random: contacts * (base rate * successRate * savedValue - contactCost). */
  readonly randomSameSize: number;
  /** As many users, by another ranking such as days since the last event; null when none was given. */
  readonly ruleSameSize: number | null;
  /** Success rate at which the contacted group just pays. */
  readonly breakEvenSuccessRate: number;
}

interface DecisionCase {
  /** Calibrated probabilities, one a user. */
  readonly probabilities: Float64Array;
  /** 1 for users who churned. */
  readonly labels: Uint8Array;
  /** Users with at least this probability are contacted: chosen on other data than this. */
  readonly cut: number;
  /** Scores of a simpler rule, higher first. */
  readonly ruleScores?: Float64Array;
}

/**
 * What a cut that was chosen elsewhere earns on known outcomes, next to contacting no user, all, as many at random
 * and as many by a simple rule. The 95 % interval is that of a sum of independent users, normal by the
 * central limit theorem and so the same for every request, where a bootstrap would take a tenth of a second.
 */
export function compareDecision(
  { probabilities, labels, cut, ruleScores }: DecisionCase,
  campaign: Campaign,
): DecisionComparison {
  assertCampaign(campaign);
  const users = labels.length;
  const churners = labels.reduce((sum, label) => sum + label, 0);
  const limit = affordableContacts(campaign, users);
  const chosen = contacted(probabilities, cut, limit);
  const contacts = chosen.reduce((sum, one) => sum + one, 0);
  const reached = chosen.reduce((sum, one, i) => sum + one * labels[i]!, 0);
  return {
    contacts,
    churnersReached: reached,
    net: netInterval({ users, contacts, reached }, campaign),
    nobody: 0,
    everybody: netValue((churners * limit) / users, limit, campaign),
    randomSameSize: netValue((churners * contacts) / users, contacts, campaign),
    ruleSameSize:
      ruleScores === undefined
        ? null
        : netValue(cumulativePositives(rankOutcomes(ruleScores, labels))[contacts]!, contacts, campaign),
    breakEvenSuccessRate: contacts === 0 ? Infinity : breakEvenSuccessRate(campaign, reached / contacts),
  };
}

/** One user brings 0, -cost or the value of a kept churner less the cost; the sum varies as users * variance of one. */
function netInterval(
  { users, contacts, reached }: { users: number; contacts: number; reached: number },
  campaign: Campaign,
): Interval {
  const value = netValue(reached, contacts, campaign);
  const ofChurner = netValue(1, 1, campaign);
  const ofOther = netValue(0, 1, campaign);
  const squares = reached * ofChurner ** 2 + (contacts - reached) * ofOther ** 2;
  const standardError = users === 0 ? 0 : Math.sqrt(Math.max(0, squares - value ** 2 / users));
  return normalInterval(value, standardError);
}

function netValue(
  churners: number,
  contacts: number,
  { contactCost, savedValue, successRate }: Campaign,
): number {
  return churners * successRate * savedValue - contacts * contactCost;
}

/** 1 for the users at or above the cut, at most `limit` of them, highest first, earlier rows first among equals. */
function contacted(probabilities: Float64Array, cut: number, limit: number): Uint8Array {
  const chosen = new Uint8Array(probabilities.length);
  const order = Uint32Array.from(probabilities, (_, i) => i)
    .filter((i) => probabilities[i]! >= cut)
    .sort((a, b) => probabilities[b]! - probabilities[a]! || a - b);
  for (const i of order.subarray(0, limit)) chosen[i] = 1;
  return chosen;
}
