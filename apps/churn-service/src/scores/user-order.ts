import { Field } from '#common';
import type { Transaction } from '#common';
import type { ScoreSet } from './score-set.js';

/** What lists of scored users are ordered by: the highest probability, or the highest probability times value. */
export const ORDERS = ['risk', 'value'] as const;
export type Order = (typeof ORDERS)[number];

/** Fields of every input that names an order. */
export const ORDER = [
  'Who comes first: the highest probability, or the highest probability times value of the user',
  ORDERS,
  { optional: true, example: 'value' },
] as const;
export const DEFAULT_VALUE = [
  'Value of users without a stored one, for `order=value`; left out: the mean of the stored values',
  { minimum: 0, maximum: 1e9, optional: true, example: 10 },
] as const;

/** By what users come first, in every list, file, plan and audience. */
export class UserOrderDto {
  @Field.enum('Probability, or probability times value; `risk` too where no value is stored', ORDERS, {
    example: 'value',
  })
  by: Order;

  @Field.count('Scored users with a stored value; 0 where values were not asked for', { example: 4000 })
  usersWithValue: number;

  @Field.number('Value of the others; null: no value counts', { nullable: true, example: 24.5 })
  defaultValue: number | null;

  @Field.text('The same in a sentence', {
    example: 'By churn risk x value: 4000 users have a stored value, which is 24.5 for the others.',
  })
  sentence: string;
}

const SELECT_STORED_VALUES = `/* churn.stored_values */
  SELECT count(*)::int AS users, avg(v.value) AS mean FROM churn_score s JOIN user_value v ON v.user_id = s.user_id
  WHERE s.snapshot_date = $1 AND s.model_version_id = $2`;

/**
 * The one rule of order. By value a user without a stored one counts with the default, and where there is none
 * with the mean of the stored values. Where no value is stored, that is the order of the risk.
 * @param from what reads, a database or a transaction
 */
export async function userOrder(
  from: Pick<Transaction, 'query'>,
  { snapshotDate, versionId }: Pick<ScoreSet, 'snapshotDate' | 'versionId'>,
  order: Order = 'risk',
  defaultValue?: number,
): Promise<UserOrderDto> {
  if (order === 'risk')
    return { by: 'risk', usersWithValue: 0, defaultValue: null, sentence: 'By churn risk.' };
  const [stored] = await from.query<{ users: number; mean: number | null }>(SELECT_STORED_VALUES, [
    snapshotDate,
    versionId,
  ]);
  const { users, mean } = stored!;
  const value = defaultValue ?? mean;
  const others = defaultValue === undefined ? 'the others count with the mean' : 'the others count with';
  return {
    by: users > 0 ? 'value' : 'risk',
    usersWithValue: users,
    defaultValue: value,
    sentence:
      users > 0
        ? `By churn risk x value: ${users} ${users === 1 ? 'user has' : 'users have'} a stored value, ${others} ${Number(value!.toPrecision(6))}.`
        : 'By churn risk: no scored user has a stored value (PUT /admin/users/values).',
  };
}

/** SQL of what is at risk with a user, of a score s and a value v, which may be missing. @param otherwise SQL */
export function valueAtRisk(otherwise: string): string {
  return `s.probability::float8 * coalesce(v.value, ${otherwise}::float8)`;
}

/** SQL of the order. At a tie a hash decides: low ids are no better users. @param user SQL of the id */
export function highestFirst(rank: string, probability: string, user: string): string {
  return `${rank} DESC, ${probability} DESC, ${placeAtTie(user)}`;
}

/** SQL of columns that order users of equal rank and probability, ascending. @param user SQL of the id */
export function placeAtTie(user: string): string {
  return `hashint8(${user}), ${user}`;
}
