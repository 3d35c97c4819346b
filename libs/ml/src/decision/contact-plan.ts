/**
 * One campaign. A contact costs `contactCost`; a user who would have churned and is kept is worth `savedValue`;
 * `successRate` is the chance that a contact keeps such a user. It is assumed the same for everyone, which
 * only a random hold-out group can confirm: a high risk is not a high response (Ascarza, Journal of Marketing
 * Research 2018).
 */
export interface Campaign {
  readonly contactCost: number;
  readonly savedValue: number;
  readonly successRate: number;
  /** Most to spend on contacts; no limit when left out. */
  readonly budget?: number;
}

/** Probability above which a contact pays: cost / (success rate * value). Infinity when none can. */
export function breakEvenProbability({ contactCost, savedValue, successRate }: Campaign): number {
  const worth = savedValue * successRate;
  if (worth > 0) return contactCost / worth;
  return contactCost > 0 ? Infinity : 0;
}

/** Success rate at which contacting a group with this churn rate just pays; Infinity when nothing can be saved. */
export function breakEvenSuccessRate({ contactCost, savedValue }: Campaign, churnRate: number): number {
  return savedValue * churnRate > 0 ? contactCost / (savedValue * churnRate) : Infinity;
}

/** Contacts that the budget allows among `users`. */
export function affordableContacts({ contactCost, budget = Infinity }: Campaign, users: number): number {
  if (contactCost <= 0) return users;
  // A budget of 0.3 at 0.1 each is three contacts, whatever binary fractions say.
  return Math.min(users, Math.floor((budget / contactCost) * (1 + 1e-12)));
}

/** Throws RangeError unless costs, value and budget are at least 0 and the success rate is 0 to 1. */
export function assertCampaign({ contactCost, savedValue, successRate, budget = 0 }: Campaign): void {
  const amounts = [contactCost, savedValue, budget];
  if (amounts.some((amount) => !(amount >= 0)) || !(successRate >= 0 && successRate <= 1))
    throw new RangeError('cost, value and budget are at least 0, and the success rate is between 0 and 1');
}
