import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { copyInto } from './copy/copy-chunks.js';
import { partitionOf } from './tables.js';
import type { DayTable } from './tables.js';

/** Days of which the rollup is made by one request to PostgreSQL. */
const DAYS_AT_ONCE = 16;

/** The rollup of a day as rows of `copyUserDaySql`. */
export type CountedRollup = AsyncIterable<Buffer> | Iterable<Buffer>;

/**
 * Bits of a sketch of a user's day: one for each of so many values of a hash of a song or singer. Sketches of
 * several days are joined by OR, and the number of bits that are set estimates how many different ones there
 * were (linear counting, Whang, Vander-Zanden and Taylor 1990).
 */
const SKETCH_BITS = 256;

/** Columns in the order in which rows are copied: those of archives, whose play lines have no time of day. */
const USER_DAY_COLUMNS = `user_id, day, device, plays, downloads, searches, play_seconds, full_plays,
    completion_sum, completion_count, distinct_songs, song_sketch, singer_sketch`;

/** Night: what is played before this hour. Null where the time of a play of the day is not known. */
const NIGHT_ENDS = 6;
const NIGHT_PLAYS = `CASE WHEN min(minute) >= 0 THEN count(*) FILTER (WHERE minute < ${60 * NIGHT_ENDS}) END`;

/**
 * The rollup by user and day: of fresh days from what was counted while their archives were read, of others
 * from their events.
 */
@Injectable()
export class UserDaysRepository {
  /** The day, which is locked, holds no events yet. */
  async isFresh(transaction: Transaction, day: string): Promise<boolean> {
    const [row] = await transaction.query<{ fresh: boolean }>(isFreshDaySql(day));
    return row!.fresh;
  }

  /** Writes the rollup of a fresh day. All archives that the day has events of must have been counted. */
  async insert(
    transaction: Transaction,
    day: string,
    rows: CountedRollup,
    onSent?: (buffer: Buffer) => void,
  ): Promise<void> {
    await copyInto(transaction, copyUserDaySql(day), rows, onSent);
  }

  /** Makes the rollup of days anew from their events: the cost is that of the days, whatever the history. */
  async rebuild(transaction: Transaction, days: readonly string[]): Promise<void> {
    // Statements together: of a small file of many days, round trips would take longer than its rows.
    for (let at = 0; at < days.length; at += DAYS_AT_ONCE) {
      const together = days.slice(at, at + DAYS_AT_ONCE);
      const statements = together.flatMap((day) => [
        deleteUserDaySql(day),
        insertUserDaySql(day),
        renewOpinionsSql(day),
      ]);
      await transaction.query([SET_ROLLUP_MEMORY, ...statements].join(';\n'));
    }
  }

  /** The rollup of these users alone; cheap where the day's events are indexed by user. */
  async rebuildOf(transaction: Transaction, day: string, users: string[]): Promise<void> {
    await transaction.query(deleteUserDayOfUsersSql(day), [users]);
    await transaction.query(insertUserDaySql(day, 'given'), [users]);
    await transaction.query(renewOpinionsSql(day, 'given'), [users]);
  }
}

/** Straight into the day's partition, in binary COPY format. */
function copyUserDaySql(day: string): string {
  return `/* ingest.copy_user_day */
  COPY ${partitionOf('user_day', day)} (${USER_DAY_COLUMNS}) FROM STDIN (FORMAT binary)`;
}

/** Whether the day has no rollup yet, so no events either. */
function isFreshDaySql(day: string): string {
  return `/* ingest.is_fresh_day */ SELECT NOT EXISTS (SELECT 1 FROM ${partitionOf('user_day', day)}) AS fresh`;
}

/**
 * The day's rollup, from the facts. Everything is summed as whole numbers (completion in millionths), so the
 * result does not depend on the order in which archives were loaded. The device is the one of most events
 * that day, the lower code at a tie, unknown (0) only when no other occurs. Distinct songs are counted over
 * one sort of the day's plays: hashing the pairs of user and song took 1.7 times as long at 8 million plays.
 * @param users 'all', or 'given' for the rollup of the users $1 (bigint[]) alone
 */
function insertUserDaySql(day: string, users: 'all' | 'given' = 'all'): string {
  return `/* ingest.insert_user_day */
  INSERT INTO ${partitionOf('user_day', day)} (${USER_DAY_COLUMNS}, night_plays, feedback)
  SELECT user_id, DATE '${day}',
    CASE greatest(ar, ip, mc, wp)
      WHEN 0 THEN 0 WHEN ar THEN 1 WHEN ip THEN 2 WHEN mc THEN 3 ELSE 4 END,
    plays, downloads, searches, least(play_seconds, 2147483647), full_plays, completion_millionths / 1e6::float8,
    completion_count, distinct_songs, song_sketch, singer_sketch, night_plays, feedback
  FROM (
    SELECT user_id, coalesce(plays, 0) AS plays, coalesce(downloads, 0) AS downloads, coalesce(searches, 0) AS searches,
      coalesce(play_seconds, 0) AS play_seconds, coalesce(full_plays, 0) AS full_plays,
      coalesce(completion_millionths, 0) AS completion_millionths, coalesce(completion_count, 0) AS completion_count,
      coalesce(distinct_songs, 0) AS distinct_songs, song_sketch, singer_sketch, night_plays,
      coalesce(feedback, 0) AS feedback,
      ${['ar', 'ip', 'mc', 'wp'].map((device) => `${ofAllKinds(device)} AS ${device}`).join(', ')}
    FROM (${playsSql(day, users)}) AS p
    FULL JOIN (${eventsSql('download_event', 'downloads', day, users)}) AS d USING (user_id)
    FULL JOIN (${eventsSql('search_event', 'searches', day, users)}) AS s USING (user_id)
    FULL JOIN (${eventsSql('feedback_event', 'feedback', day, users)}) AS f USING (user_id)
  ) AS by_user`;
}

/**
 * The sketch of one play: a single bit, null where the song is not known. The loader's is
 * `assembly/hash-int8.ts`.
 */
const SONG_BIT = `set_bit(0::bit(${SKETCH_BITS}), hashint8(song_id) & ${SKETCH_BITS - 1}, 1)`;
/** Null where the line names no singer. */
const SINGER_BIT = `set_bit(0::bit(${SKETCH_BITS}), singer_hash & ${SKETCH_BITS - 1}, 1)`;

const BY_DEVICE = ['ar', 'ip', 'mc', 'wp']
  .map((device, at) => `count(*) FILTER (WHERE device = ${at + 1}) AS ${device}`)
  .join(', ');

function ofAllKinds(column: string): string {
  return ['p', 'd', 's', 'f'].map((kind) => `coalesce(${kind}.${column}, 0)`).join(' + ');
}

/** A row a user. */
function playsSql(day: string, users: 'all' | 'given'): string {
  return `SELECT user_id, count(*) AS plays,
        sum(play_seconds) AS play_seconds,
        count(*) FILTER (WHERE song_seconds > 0 AND play_seconds * 5 >= song_seconds * 4) AS full_plays,
        sum((least(play_seconds, song_seconds)::bigint * 1000000 / song_seconds)::int)
          FILTER (WHERE song_seconds > 0 AND play_seconds IS NOT NULL) AS completion_millionths,
        count(play_seconds) FILTER (WHERE song_seconds > 0) AS completion_count, count(DISTINCT song_id) AS distinct_songs,
        bit_or(${SONG_BIT}) AS song_sketch, bit_or(${SINGER_BIT}) AS singer_sketch, ${NIGHT_PLAYS} AS night_plays,
        ${BY_DEVICE}
      FROM ${partitionOf('play_event', day)} ${among(users)} GROUP BY user_id`;
}

function eventsSql(table: DayTable, count: string, day: string, users: 'all' | 'given'): string {
  return `SELECT user_id, count(*) AS ${count}, ${BY_DEVICE}
      FROM ${partitionOf(table, day)} ${among(users)} GROUP BY user_id`;
}

function among(users: 'all' | 'given'): string {
  return users === 'all' ? '' : 'WHERE user_id = ANY ($1::bigint[])';
}

function deleteUserDaySql(day: string): string {
  return `/* ingest.delete_user_day */ DELETE FROM ${partitionOf('user_day', day)}`;
}

function deleteUserDayOfUsersSql(day: string): string {
  return `/* ingest.delete_user_day_of_users */
  DELETE FROM ${partitionOf('user_day', day)} WHERE user_id = ANY ($1::bigint[])`;
}

/** The opinions of a day anew: a word that takes another back is the later one of two whose times are not known. */
function renewOpinionsSql(day: string, users: 'all' | 'given' = 'all'): string {
  const ofUsers = users === 'all' ? '' : 'AND user_id = ANY ($1::bigint[])';
  return `/* ingest.renew_opinions */
  WITH gone AS (DELETE FROM opinion WHERE day = DATE '${day}' ${ofUsers})
  INSERT INTO opinion (user_id, song_id, of_singer, said, happened_at, day)
  SELECT DISTINCT ON (user_id, song_id, of_singer) user_id, song_id, of_singer, said, happened_at, day
  FROM ${partitionOf('feedback_event', day)} WHERE said LIKE '%like' ${ofUsers}
  ORDER BY user_id, song_id, of_singer, happened_at DESC NULLS LAST, said LIKE 'un%' DESC`;
}

/** Grouping a day of millions of plays in memory instead of on disk. */
const SET_ROLLUP_MEMORY = `/* ingest.rollup_memory */ SET LOCAL work_mem = '128MB'`;
