import { asSigned, Cursors, Database, DomainError, OuterIds, UserHashing } from '#common';
import type { CursorQuery } from '#common';
import { isCalendarDay } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import type { StoredUsersDto, UserUpload } from '../user-values/user-uploads.js';
import { LOCK_AGAINST_ERASURE } from '../user-values/user-values.sql.js';
import { LONGEST_REASON } from './contact-suppressions.dto.js';
import type {
  ContactSuppressionDto,
  ContactSuppressionPageDto,
  ContactSuppressionsBody,
} from './contact-suppressions.dto.js';

/** Of several rows about one user the last counts. Users with the hashes of erased ones are left out. */
const upsert = (rows: string): string => `
  WITH written AS (
    INSERT INTO contact_suppression (user_id, reason, until)
    SELECT DISTINCT ON (i.user_id) i.user_id, i.first, i.second::date FROM ${rows}
    WHERE NOT EXISTS (SELECT FROM erased_user e WHERE e.hash = i.hash)
    ORDER BY i.user_id, i.line DESC
    ON CONFLICT (user_id) DO UPDATE SET reason = excluded.reason, until = excluded.until
    RETURNING user_id)`;

/** Users $1 with the hashes $2, for the reason $3 until the day $4; answers of whom it was stored. */
const SUPPRESS_USERS = `/* churn.suppress_users */ ${upsert(
  '(SELECT u.*, 0 AS line, $3::text AS first, $4::text AS second FROM unnest($1::bigint[], $2::bigint[]) AS u(user_id, hash)) AS i',
)} SELECT user_id AS "userId" FROM written`;

const MERGE_INCOMING_SUPPRESSIONS = `/* churn.merge_incoming_suppressions */ ${upsert('incoming_user i')}
  SELECT count(*)::int AS users FROM written`;

const SUPPRESSION = `user_id AS "userId", reason, since, until`;

/** Behind the user $1, at most $2. */
const SELECT_SUPPRESSIONS = `/* churn.contact_suppressions */
  SELECT ${SUPPRESSION} FROM contact_suppression WHERE user_id > $1::bigint ORDER BY user_id LIMIT $2`;

const DELETE_SUPPRESSION = `/* churn.delete_contact_suppression */
  DELETE FROM contact_suppression WHERE user_id = $1::bigint RETURNING ${SUPPRESSION}`;

/** A file of suppressions. */
export const SUPPRESSIONS: UserUpload = {
  names: ['reason', 'until'],
  longest: 2 * LONGEST_REASON + 50,
  malformed: 'suppressions_malformed',
  merge: MERGE_INCOMING_SUPPRESSIONS,
  read: ([reason = '', until = '']) => {
    if (reason === '' || reason.length > LONGEST_REASON)
      return `has a reason of ${reason.length} characters, not of 1 to ${LONGEST_REASON}`;
    if (until !== '' && !isCalendarDay(until))
      return `has the end ${JSON.stringify(until)}, which is neither empty nor a day as YYYY-MM-DD`;
    return [reason, until === '' ? null : until];
  },
};

/**
 * Users who may not be contacted, such as those who unsubscribed, for good or to the end of a day. They are scored
 * and learned from as all others.
 */
@Injectable()
export class ContactSuppressions {
  constructor(
    private readonly database: Database,
    private readonly hashing: UserHashing,
    private readonly ids: OuterIds,
    private readonly cursors: Cursors,
  ) {}

  /** Stores the same of all these users, in place of what was stored of them. */
  async add({ userIds, reason, until }: ContactSuppressionsBody): Promise<StoredUsersDto> {
    const users = [...new Set(userIds.map((userId) => BigInt(userId).toString()))];
    return await this.database.transaction(async (transaction) => {
      const { hash } = await this.hashing.read(transaction);
      await transaction.query(LOCK_AGAINST_ERASURE);
      const hashes = users.map((userId) => asSigned(hash(userId)));
      const stored = await transaction.query<{ userId: string }>(SUPPRESS_USERS, [
        users,
        hashes,
        reason,
        until ?? null,
      ]);
      const ids = stored.map(({ userId }) => userId);
      await this.ids.storeNamed(transaction, 'user', ids);
      return { users: ids.length, erasedUsers: users.length - ids.length };
    });
  }

  /** Ended ones too. @throws DomainError invalid (cursor_invalid) */
  async page(query: CursorQuery): Promise<ContactSuppressionPageDto> {
    const { rows, nextCursor } = await this.cursors.page<string, ContactSuppressionDto>(
      'contact suppressions',
      query,
      (after, count) => this.database.query(SELECT_SUPPRESSIONS, [after ?? '-1', count]),
      ({ userId }) => userId,
    );
    return { suppressions: rows, nextCursor };
  }

  /** What was removed. @throws DomainError not_found (contact_suppression_unknown) */
  async remove(userId: string): Promise<ContactSuppressionDto> {
    const [removed] = await this.database.transaction((transaction) =>
      transaction.query<ContactSuppressionDto>(DELETE_SUPPRESSION, [userId]),
    );
    if (removed !== undefined) return removed;
    throw new DomainError(
      'not_found',
      'contact_suppression_unknown',
      'Contacts of the user are not suppressed.',
    );
  }
}
