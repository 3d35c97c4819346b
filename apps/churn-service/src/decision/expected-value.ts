import type { AlternativesDto, DecisionQuery, ValueCurveDto } from './decision.dto.js';
import { roundToCents } from '../scores/rounding.js';

/**
 * One campaign. Its success rate is assumed the same for every user, which only a random hold-out group can confirm: a
 * high risk is not a high response (Ascarza, Journal of Marketing Research 2018).
 */
export type Campaign = Omit<DecisionQuery, 'order'>;

/** Some users: how many of them churn, or are expected to by their probabilities, and what is lost then. */
export interface ExpectedGroup {
  readonly users: number;
  readonly churners: number;
  readonly loss: number;
}

const NONE: ExpectedGroup = { users: 0, churners: 0, loss: 0 };
const MOST_POINTS = 100;

/** Contacts that the limits of a campaign allow among `population` users. */
export function affordableContacts(
  { contactCost, budget = Infinity, users = Infinity }: Campaign,
  population: number,
): number {
  const most = Math.min(population, Math.floor(users));
  if (contactCost <= 0) return most;
  // A budget of 0.3 at 0.1 each is three contacts, whatever binary fractions say.
  return Math.min(most, Math.floor((budget / contactCost) * (1 + 1e-12)));
}

/** Expected net value of contacting a group. */
export function expectedNet({ users, loss }: ExpectedGroup, campaign: Campaign): number {
  return loss * campaign.successRate - users * campaign.contactCost;
}

/** Groups of users as one. */
export function together(groups: readonly ExpectedGroup[]): ExpectedGroup {
  return groups.reduce(
    (all, group) => ({
      users: all.users + group.users,
      churners: all.churners + group.churners,
      loss: all.loss + group.loss,
    }),
    NONE,
  );
}

/** Net value after each of the groups in order, from no user on; of many groups, after every second, say. */
export function curveOf(groups: readonly ExpectedGroup[], campaign: Campaign): ValueCurveDto {
  const step = Math.ceil(groups.length / MOST_POINTS);
  const sums = [NONE];
  let sum = NONE;
  for (const [at, group] of groups.entries()) {
    sum = together([sum, group]);
    if ((at + 1) % step === 0 || at === groups.length - 1) sums.push(sum);
  }
  return {
    contacts: sums.map(({ users }) => users),
    net: sums.map((some) => roundToCents(expectedNet(some, campaign))),
  };
}

/**
 * What simpler choices bring.
 * @param limit of contacts, @param size of the choice that they are compared with
 */
export function alternatives(
  everybody: ExpectedGroup,
  bySilence: readonly ExpectedGroup[],
  { limit, size }: { limit: number; size: number },
  campaign: Campaign,
) {
  const net = (group: ExpectedGroup) => roundToCents(expectedNet(group, campaign));
  return {
    everybody: net(share(everybody, limit)),
    randomSameSize: net(share(everybody, size)),
    recencySameSize: net(firstOf(bySilence, size)),
  } satisfies AlternativesDto;
}

/** So many users of a group, drawn at random. */
export function share({ users, churners, loss }: ExpectedGroup, size: number): ExpectedGroup {
  const part = users === 0 ? 0 : size / users;
  return { users: size, churners: churners * part, loss: loss * part };
}

/** The first `size` users of groups in order; of the group that is cut through, users drawn at random. */
export function firstOf(groups: readonly ExpectedGroup[], size: number): ExpectedGroup {
  let sum = NONE;
  for (const group of groups) {
    if (sum.users >= size) break;
    sum = together([sum, share(group, Math.min(group.users, size - sum.users))]);
  }
  return sum;
}
