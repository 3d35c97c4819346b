import type { Transaction } from '#common';
import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { UnmergedSongs } from '../storage/songs/songs.repository.js';
import { UserDaysRepository } from '../storage/user-days.repository.js';
import { SupersededEvents } from './superseded-events.js';

const SELECT_UNFINISHED_DAYS = `/* ingest.unfinished_days */
  SELECT day FROM posted_user UNION SELECT day FROM posted_count ORDER BY day`;

const INSERT_POSTED_USERS = `/* ingest.insert_posted_users */
  INSERT INTO posted_user (user_id, day) SELECT unnest($2::bigint[]), $1::date`;

/** Rows that an erasure is deleting are passed over, so that nothing waits for it. */
const TAKE_POSTED_USERS = `/* ingest.take_posted_users */
  WITH taken AS (
    DELETE FROM posted_user
    WHERE ctid = ANY (ARRAY(SELECT ctid FROM posted_user WHERE day = $1::date FOR UPDATE SKIP LOCKED))
    RETURNING user_id)
  SELECT DISTINCT user_id AS "userId" FROM taken`;

/** The booking of a day that retention dropped and a load opened again begins anew. */
const REOPEN_BOOKED_EVENTS = `/* ingest.reopen_booked_events */
  UPDATE archive SET state = 'loaded', reason = NULL, byte_count = 0, line_count = 0, event_count = 0, rejected = '{}',
    repaired = '{}'
  WHERE state = 'dropped' AND identity IN (
    SELECT 'events/' || day || '/' || kind FROM posted_count WHERE day = $1::date)`;

/**
 * Adds what is counted of posted events of the day to its bookings, and those that came late to what is known of
 * them.
 */
const BOOK_EVENTS = `/* ingest.book_events */
  WITH taken AS (
    DELETE FROM posted_count WHERE day = $1::date RETURNING *
  ), added AS (
    SELECT 'events/' || day || '/' || kind AS identity, sum(byte_count) AS bytes, sum(line_count) AS lines,
      sum(event_count) AS events
    FROM taken GROUP BY day, kind
  ), late AS (
    INSERT INTO late_events AS known (day, hours, events)
    SELECT day, ceil(extract(epoch FROM posted_at - posted_day_ends(day)) / 3600), sum(event_count) FROM taken
    WHERE event_count > 0 AND posted_at > posted_day_ends(day) GROUP BY 1, 2
    ON CONFLICT (day, hours) DO UPDATE SET events = known.events + excluded.events
  ), summed AS (
    SELECT known.id, byte_count + bytes AS bytes, line_count + lines AS lines, event_count + events AS events,
      ${addedCounts('rejected')} AS rejected, ${addedCounts('repaired')} AS repaired
    FROM added JOIN archive AS known USING (identity)
  )
  UPDATE archive SET byte_count = bytes, line_count = lines, event_count = events, rejected = summed.rejected,
    repaired = summed.repaired, finished_at = clock_timestamp(),
    state = CASE WHEN events = 0 AND summed.rejected ? 'superseded' THEN 'superseded' ELSE 'loaded' END
  FROM summed WHERE summed.id = archive.id`;

function addedCounts(column: 'rejected' | 'repaired'): string {
  return `(SELECT coalesce(jsonb_object_agg(key, count), '{}') FROM (
      SELECT key, sum(value::bigint) AS count FROM (
        SELECT * FROM jsonb_each_text(known.${column})
        UNION ALL SELECT each.* FROM taken, jsonb_each_text(taken.${column}) AS each WHERE taken.kind = known.kind) AS counted
      GROUP BY key) AS by_key)`;
}

/**
 * What follows from posted events of a day: whether archives supersede them, the rollup of their users, and the counts
 * of the day. It takes the lock of the day, for which posting does not wait: `posted_user` and `posted_count` have what
 * is left to do, and the transaction that has the day does it.
 */
@Injectable()
export class PostedDays {
  constructor(
    private readonly database: Database,
    private readonly superseded: SupersededEvents,
    private readonly userDays: UserDaysRepository,
  ) {}

  /** Leaves these users of a day to be finished. */
  async leave(transaction: Transaction, day: string, users: readonly string[]): Promise<void> {
    if (users.length > 0) await transaction.query(INSERT_POSTED_USERS, [day, users]);
  }

  /** Days of which something is left to do. */
  async unfinished(): Promise<string[]> {
    const rows = await this.database.query<{ day: string }>(SELECT_UNFINISHED_DAYS);
    return rows.map(({ day }) => day);
  }

  /**
   * Does what is left of a day, but for the exclusion of its users.
   * @param day locked by this transaction, which holds off retention
   * @returns the users whose rollup was made
   */
  async finish(transaction: Transaction, day: string, unmerged: UnmergedSongs): Promise<string[]> {
    const rows = await transaction.query<{ userId: string }>(TAKE_POSTED_USERS, [day]);
    await transaction.query(REOPEN_BOOKED_EVENTS, [day]);
    await transaction.query(BOOK_EVENTS, [day]);
    const users = rows.map(({ userId }) => userId);
    if (users.length === 0) return users;
    const kinds = await this.superseded.kindsOf(transaction, day, users);
    await this.superseded.reconcile(transaction, day, kinds, unmerged, users);
    await this.userDays.rebuildOf(transaction, day, users);
    return users;
  }
}
