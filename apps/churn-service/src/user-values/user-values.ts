import { Database, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { StoredUsers } from './stored-users.js';
import type { UserUpload } from './user-uploads.js';
import { MOST_VALUE } from './user-values.dto.js';
import type { UserValueDto } from './user-values.dto.js';
import { DELETE_USER_VALUE, MERGE_INCOMING_VALUES, UPSERT_USER_VALUE } from './user-values.sql.js';

const NUMBER = /^\d+(\.\d+)?(e[+-]?\d+)?$/i;

type StoredValue = Omit<UserValueDto, 'userId'>;

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

/** Stores what a user is worth. */
@Injectable()
export class UserValues {
  constructor(
    private readonly database: Database,
    private readonly users: StoredUsers,
  ) {}

  /** @throws DomainError conflict (user_erased) */
  async set(userId: string, value: number): Promise<UserValueDto> {
    const stored = await this.users.store<StoredValue>(userId, UPSERT_USER_VALUE, [userId, value]);
    return { ...stored, userId };
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
