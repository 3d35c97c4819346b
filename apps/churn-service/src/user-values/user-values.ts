import { asSigned, Database, DomainError, OuterIds, UserHashing } from '#common';
import { Injectable } from '@nestjs/common';
import type { UserUpload } from './user-uploads.js';
import { MOST_VALUE } from './user-values.dto.js';
import type { UserValueDto } from './user-values.dto.js';
import { LOCK_AGAINST_ERASURE } from './user-values.sql.js';

type StoredValue = Omit<UserValueDto, 'userId'>;

const NUMBER = /^\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** No row for a user with the hash $3, who has been erased. */
const UPSERT_USER_VALUE = `/* churn.upsert_user_value */
  INSERT INTO user_value (user_id, value)
  SELECT $1::bigint, $2::float8 WHERE NOT EXISTS (SELECT FROM erased_user WHERE hash = $3::bigint)
  ON CONFLICT (user_id) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
  RETURNING value, updated_at AS "updatedAt"`;

const DELETE_USER_VALUE = `/* churn.delete_user_value */
  DELETE FROM user_value WHERE user_id = $1::bigint
  RETURNING value, updated_at AS "updatedAt"`;

/** Of several lines about one user the last counts. Values of erased users are left out. */
const MERGE_INCOMING_VALUES = `/* churn.merge_incoming_values */
  WITH written AS (
    INSERT INTO user_value (user_id, value)
    SELECT DISTINCT ON (i.user_id) i.user_id, i.first::float8 FROM incoming_user i
    WHERE NOT EXISTS (SELECT FROM erased_user e WHERE e.hash = i.hash)
    ORDER BY i.user_id, i.line DESC
    ON CONFLICT (user_id) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
    RETURNING 1)
  SELECT count(*)::int AS users FROM written`;

/** A file of values. */
export const VALUES: UserUpload = {
  names: ['value'],
  longest: 50,
  malformed: 'user_values_malformed',
  merge: MERGE_INCOMING_VALUES,
  read: ([amount = '']) =>
    NUMBER.test(amount) && Number(amount) <= MOST_VALUE
      ? [amount]
      : `has the value ${JSON.stringify(amount)}, which is not a number from 0 to ${MOST_VALUE}`,
};

/** Stores what a user is worth, also of one of whom no event is loaded. */
@Injectable()
export class UserValues {
  constructor(
    private readonly database: Database,
    private readonly hashing: UserHashing,
    private readonly ids: OuterIds,
  ) {}

  /** @throws DomainError conflict (user_erased) */
  async set(userId: string, value: number): Promise<UserValueDto> {
    return await this.database.transaction(async (transaction) => {
      const { hash } = await this.hashing.read(transaction);
      await transaction.query(LOCK_AGAINST_ERASURE);
      const parameters = [userId, value, asSigned(hash(userId))];
      const [stored] = await transaction.query<StoredValue>(UPSERT_USER_VALUE, parameters);
      if (stored === undefined)
        throw new DomainError('conflict', 'user_erased', 'The user has been erased: nothing is stored.');
      await this.ids.storeNamed(transaction, 'user', [userId]);
      return { ...stored, userId };
    });
  }

  /** The value that was removed. @throws DomainError not_found (user_value_unknown) */
  async remove(userId: string): Promise<UserValueDto> {
    const [removed] = await this.database.transaction((transaction) =>
      transaction.query<StoredValue>(DELETE_USER_VALUE, [userId]),
    );
    if (removed !== undefined) return { ...removed, userId };
    throw new DomainError('not_found', 'user_value_unknown', 'The user has no value.');
  }
}
