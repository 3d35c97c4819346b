import type { FeatureTable } from '../dataset/feature-table.js';
import { ENTERS, placeOf, PROBABILITY, RANK, STAYS, WIDTH } from './candidates.js';

/** Why a user is never a member, by the number in the table of such users. */
const BARRED_BECAUSE = ['excluded', 'suppressed'] as const;

/** A user who may be a member after a run. */
export interface EligibleUser {
  readonly userId: bigint;
  /** NaN where a member has no score on the snapshot date. */
  readonly probability: number;
  readonly rank: number;
  /** The row among the members before; -1: none. */
  readonly member: number;
  /** A member within the minimum stay. */
  readonly isProtected: boolean;
}

interface MemberExit {
  readonly userId: bigint;
  readonly reason: 'left' | 'limit' | 'excluded' | 'suppressed';
}

export interface MemberChanges {
  readonly entered: readonly EligibleUser[];
  readonly left: readonly MemberExit[];
}

/** Members before a run, users ascending; the only column is the day since when, as `pgDay` counts it. */
export type Members = FeatureTable;

/**
 * Users who meet the conditions of entering, and members who meet those of staying or are within their minimum
 * stay, in any order.
 * @param barred users who are never members, ascending; the only column is a place in BARRED_BECAUSE
 * @param today the snapshot date as `pgDay` counts it
 */
export function eligibleUsers(
  candidates: FeatureTable,
  members: Members,
  { barred, today, minimumDays }: { barred: FeatureTable; today: number; minimumDays: number },
): EligibleUser[] {
  const users: EligibleUser[] = [];
  const isProtected = (member: number) => member !== -1 && today - members.values[member]! < minimumDays;
  const scored = new Uint8Array(members.rows);
  for (let row = 0; row < candidates.rows; row++) {
    const userId = candidates.userIds[row]!;
    const column = (of: number) => candidates.values[row * WIDTH + of]!;
    const member = placeOf(members, userId);
    if (member !== -1) scored[member] = 1;
    const isIn = column(ENTERS) === 1 || (member !== -1 && (column(STAYS) === 1 || isProtected(member)));
    if (!isIn || placeOf(barred, userId) !== -1) continue;
    users.push({
      userId,
      probability: column(PROBABILITY),
      rank: column(RANK),
      member,
      isProtected: isProtected(member),
    });
  }
  for (let member = 0; member < members.rows; member++) {
    const userId = members.userIds[member]!;
    if (scored[member] === 1 || !isProtected(member) || placeOf(barred, userId) !== -1) continue;
    users.push({ userId, probability: NaN, rank: -Infinity, member, isProtected: true });
  }
  return users;
}

/** Members within their minimum stay, then the highest rank, then the lowest id. */
export function byRank(users: readonly EligibleUser[]): EligibleUser[] {
  return users.toSorted(
    (a, b) =>
      Number(b.isProtected) - Number(a.isProtected) ||
      (b.rank === a.rank ? 0 : b.rank - a.rank) ||
      (a.userId < b.userId ? -1 : 1),
  );
}

/**
 * @param chosen the members after the run
 * @param eligible those and the ones that the limit has cut off
 */
export function changesOf(
  chosen: readonly EligibleUser[],
  {
    eligible,
    members,
    barred,
  }: { eligible: readonly EligibleUser[]; members: Members; barred: FeatureTable },
): MemberChanges {
  const [LEAVES, IS_CUT, STAYS_IN] = [0, 1, 2];
  const after = new Uint8Array(members.rows).fill(LEAVES);
  for (const { member } of eligible) if (member !== -1) after[member] = IS_CUT;
  for (const { member } of chosen) if (member !== -1) after[member] = STAYS_IN;
  const left: MemberExit[] = [];
  for (const [member, userId] of members.userIds.entries()) {
    if (after[member] === STAYS_IN) continue;
    const place = placeOf(barred, userId);
    const unbarred = after[member] === IS_CUT ? 'limit' : 'left';
    left.push({ userId, reason: place === -1 ? unbarred : BARRED_BECAUSE[barred.values[place]!]! });
  }
  return { entered: chosen.filter(({ member }) => member === -1), left };
}
