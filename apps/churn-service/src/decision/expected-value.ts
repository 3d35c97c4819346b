import type { Campaign } from '#ml';
import type { ExpectedGroup } from './audience.repository.js';
import { money } from '../serving/money.js';

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
    { users: 0, churners: 0, loss: 0 },
  );
}

/** Expected net value after each of the groups in order, from no user on. */
export function expectedCurve(
  groups: readonly ExpectedGroup[],
  campaign: Campaign,
): { contacts: number[]; net: number[] } {
  const sums = [0, ...groups.keys()].map((_, size) => together(groups.slice(0, size)));
  return {
    contacts: sums.map(({ users }) => users),
    net: sums.map((sum) => money(expectedNet(sum, campaign))),
  };
}

/** So many users of a group, drawn at random. */
export function share({ users, churners, loss }: ExpectedGroup, size: number): ExpectedGroup {
  const part = users === 0 ? 0 : size / users;
  return { users: size, churners: churners * part, loss: loss * part };
}

/** The first `size` users of groups in order; of the group that is cut through, users drawn at random. */
export function firstOf(groups: readonly ExpectedGroup[], size: number): ExpectedGroup {
  let users = 0;
  let churners = 0;
  let loss = 0;
  for (const group of groups) {
    const part = share(group, Math.min(group.users, size - users));
    users += part.users;
    churners += part.churners;
    loss += part.loss;
    if (users >= size) break;
  }
  return { users, churners, loss };
}
