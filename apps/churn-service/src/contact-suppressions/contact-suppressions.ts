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
  ContactSuppressionsDto,
} from './contact-suppressions.dto.js';

/** SQL of the later one of two ends; null is no end. */
const LATER = `CASE WHEN s.until IS NULL OR excluded.until IS NULL THEN NULL ELSE greatest(s.until, excluded.until) END`;

/** SQL of an aggregate: the latest end of rows about a user and a reason. */
const LATEST_END = `CASE WHEN bool_or(i.second IS NULL) THEN NULL ELSE max(i.second::date) END`;

/**
 * Each reason of a user is stored by itself, with the latest end that it was given. Those of erased users are stored by
 * their hash, and hold again when the users are readmitted.
 */
const upsert = (rows: string): string => `
  WITH erased AS (
    INSERT INTO erased_suppression AS s (hash, reason, until)
    SELECT i.hash, i.first, ${LATEST_END} FROM ${rows}
    WHERE EXISTS (SELECT FROM erased_user e WHERE e.hash = i.hash) GROUP BY i.hash, i.first ORDER BY i.hash, i.first
    ON CONFLICT (hash, reason) DO UPDATE SET until = ${LATER}
  ), written AS (
    INSERT INTO contact_suppression AS s (user_id, reason, until)
    SELECT i.user_id, i.first, ${LATEST_END} FROM ${rows}
    WHERE NOT EXISTS (SELECT FROM erased_user e WHERE e.hash = i.hash) GROUP BY i.user_id, i.first ORDER BY i.user_id, i.first
    ON CONFLICT (user_id, reason) DO UPDATE SET until = ${LATER}
    RETURNING user_id)`;

/** Users $1 with the hashes $2, for the reason $3 until the day $4; answers of whom it was stored. */
const SUPPRESS_USERS = `/* churn.suppress_users */ ${upsert(
  '(SELECT u.*, $3::text AS first, $4::text AS second FROM unnest($1::bigint[], $2::bigint[]) AS u(user_id, hash)) AS i',
)} SELECT user_id AS "userId" FROM written`;

const MERGE_INCOMING_SUPPRESSIONS = `/* churn.merge_incoming_suppressions */ ${upsert('incoming_user i')}
  SELECT count(DISTINCT user_id)::int AS users FROM written`;

const SUPPRESSION = `user_id AS "userId", reason, since, until`;

/** Behind the user $1 and the reason $2, at most $3. */
const SELECT_SUPPRESSIONS = `/* churn.contact_suppressions */
  SELECT ${SUPPRESSION} FROM contact_suppression WHERE (user_id, reason) > ($1::bigint, $2::text)
  ORDER BY user_id, reason LIMIT $3`;

/** That of the user $1 for the reason $2; null: for any reason. */
const DELETE_SUPPRESSIONS = `/* churn.delete_contact_suppressions */
  DELETE FROM contact_suppression WHERE user_id = $1::bigint AND ($2::text IS NULL OR reason = $2::text)
  RETURNING ${SUPPRESSION}`;

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

  /** Stores the same of all these users. Other reasons stay, and so does a later end of this one. */
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
    const { rows, nextCursor } = await this.cursors.page<readonly [string, string], ContactSuppressionDto>(
      'contact suppressions',
      query,
      (after, count) => this.database.query(SELECT_SUPPRESSIONS, [...(after ?? ['-1', '']), count]),
      ({ userId, reason }) => [userId, reason],
    );
    return { suppressions: rows, nextCursor };
  }

  /**
   * What was removed: all reasons, or one.
   * @throws DomainError not_found (contact_suppression_unknown)
   */
  async remove(userId: string, reason: string | null): Promise<ContactSuppressionsDto> {
    const suppressions = await this.database.transaction((transaction) =>
      transaction.query<ContactSuppressionDto>(DELETE_SUPPRESSIONS, [userId, reason]),
    );
    if (suppressions.length > 0) return { suppressions };
    throw new DomainError(
      'not_found',
      'contact_suppression_unknown',
      reason === null
        ? 'Contacts of the user are not suppressed.'
        : `Contacts of the user are not suppressed for the reason ${reason}.`,
    );
  }
}
