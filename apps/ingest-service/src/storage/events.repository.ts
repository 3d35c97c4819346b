import type { Transaction } from '#common';
import { Database, LONG_STATEMENTS } from '#common';
import { COPY_HEADER, COPY_TRAILER } from '#common/copy';
import { Injectable } from '@nestjs/common';
import { asBuffer, copyInto } from './copy/copy-chunks.js';
import { EVENT_COLUMNS, timedColumns } from './copy/event-rows.js';
import { DAY_TABLES, partitionOf } from './tables.js';
import type { DayTable, EventTable, KEYED_PLAYS } from './tables.js';

/** Rows of `timedColumns` of a day in binary COPY format, without its header and end. */
export interface DayOfRows {
  day: string;
  events: number;
  rows: Uint8Array[];
}

/** What was made of records of one archive of many days. */
export interface RowsOfDays {
  /** In the order of days. */
  days: DayOfRows[];
  /** Names of songs by part, see `SongsRepository.name`; empty: none. */
  names: Uint8Array[][];
  /** Texts of ids that the rows have, each at least once, with the ids that stand for them. */
  texts: Record<'user' | 'song', { id: string; text: string }[]>;
}

/**
 * Coverage asks which days an archive without a date in its name is of. Adds $3 events of the days $2 to those of
 * $1.
 */
const ADD_ARCHIVE_DAYS = `/* ingest.add_archive_days */
  INSERT INTO archive_event_day (archive_id, day, event_count)
  SELECT $1::int, day, events FROM unnest($2::date[], $3::bigint[]) AS added(day, events)
  ON CONFLICT (archive_id, day) DO UPDATE SET event_count = archive_event_day.event_count + excluded.event_count`;
const DELETE_ARCHIVE_DAYS = `/* ingest.delete_archive_days */ DELETE FROM archive_event_day WHERE archive_id = $1`;
const SELECT_ARCHIVE_DAYS = `/* ingest.archive_days */
  SELECT day FROM archive_event_day WHERE archive_id = $1 ORDER BY day`;

/**
 * The columns that statements select, join and group by. Without the others, of which texts and sketches take
 * the longest to sort, ANALYZE takes a quarter of the time.
 */
const ANALYZED_COLUMNS: Record<DayTable, string> = {
  play_event: 'user_id, song_id, day, play_seconds, song_seconds',
  download_event: 'user_id, song_id, day',
  search_event: 'user_id, day',
  feedback_event: 'user_id, song_id, day, said',
  user_day: 'user_id, day, device, plays, downloads, searches, feedback',
};

/**
 * Of each table 9,000 rows instead of 30,000: the planner needs magnitudes, and rows that were never read
 * cost ANALYZE three times as much as others.
 */
const SET_SMALL_SAMPLE = `/* ingest.small_sample */ SET LOCAL default_statistics_target = 30`;

/** Of the songs always; autovacuum sees to partitions, but never to their parents. */
const ANALYZE_SONGS = `/* ingest.analyze_songs */
  ANALYZE song (song_id, length_seconds)`;

/**
 * PostgreSQL 18: a sample of each parent, without its partitions one by one, which cost as much as there is
 * history: ONLY is of the one table that it precedes. Partitions get what matters when they are made;
 * the rest waits for autovacuum.
 */
const ANALYZE_PARENTS = `/* ingest.analyze_parents */
  ANALYZE ${DAY_TABLES.map((table) => `ONLY ${table} (${ANALYZED_COLUMNS[table]})`).join(', ')}`;

/** Before 18 there is no ONLY; the rollup is what is asked most. */
const ANALYZE_USER_DAY = `/* ingest.analyze_user_day */ ANALYZE user_day (${ANALYZED_COLUMNS.user_day})`;
const SELECT_SERVER_VERSION = `/* ingest.server_version */
  SELECT current_setting('server_version_num')::int AS version`;

/**
 * Rows of a day from which its own COPY pays: each takes 0.2 ms, and routing a row through the parent a third of the
 * time of its COPY.
 */
const MANY = 1_000;

/** Events by day. */
@Injectable()
export class EventsRepository {
  constructor(private readonly database: Database) {}

  async copy(
    transaction: Transaction,
    table: EventTable,
    day: string,
    rows: AsyncIterable<Buffer> | Iterable<Buffer>,
    { isTimed = false, onSent }: { isTimed?: boolean; onSent?: (buffer: Buffer) => void } = {},
  ): Promise<void> {
    await copyInto(transaction, copyEventsSql(table, day, isTimed), rows, onSent);
  }

  /** Copies rows of days, in their order, which have partitions: days of many rows each by itself. */
  async copyDays(transaction: Transaction, table: EventTable, days: readonly DayOfRows[]): Promise<void> {
    const { many = [], few = [] } = Object.groupBy(days, ({ events }) => (events < MANY ? 'few' : 'many'));
    for (const day of many) await copyInto(transaction, copyEventsSql(table, day.day, true), copyOf([day]));
    if (few.length > 0) await copyInto(transaction, copyDaysSql(table), copyOf(few));
  }

  /** Gives all events of a day that one archive has to another. */
  async move(
    transaction: Transaction,
    table: EventTable,
    day: string,
    from: number,
    to: number,
  ): Promise<void> {
    await transaction.query(moveEventsSql(table, day), [from, to]);
  }

  /**
   * Writes how many events an archive without a day in its name has of which days.
   * @param besides added to those that it has; else in their place
   */
  async countDays(
    transaction: Transaction,
    archiveId: number,
    counts: ReadonlyMap<string, number>,
    besides = false,
  ): Promise<void> {
    if (!besides) await transaction.query(DELETE_ARCHIVE_DAYS, [archiveId]);
    await transaction.query(ADD_ARCHIVE_DAYS, [archiveId, [...counts.keys()], [...counts.values()]]);
  }

  /**
   * How many of the events that one archive has of these days another one has as well, by day and user.
   * @param copied where those of the other one are
   */
  async shared(
    transaction: Transaction,
    { table, copied }: { table: EventTable; copied: EventTable | typeof KEYED_PLAYS },
    days: string[],
    ...archives: [number, number]
  ): Promise<number> {
    const sql = sharedEventsSql(table, copied);
    const [row] = await transaction.query<{ events: number }>(sql, [...archives, days]);
    return row!.events;
  }

  /** Days that hold events of an archive without a day in its name. */
  async daysOf(transaction: Transaction, archiveId: number): Promise<string[]> {
    const days = await transaction.query<{ day: string }>(SELECT_ARCHIVE_DAYS, [archiveId]);
    return days.map(({ day }) => day);
  }

  async remove(transaction: Transaction, table: EventTable, day: string, archiveId: number): Promise<void> {
    await transaction.query(deleteEventsSql(table, day), [archiveId]);
  }

  /** Fresh statistics of events and the rollup for the planner, after a load. */
  async analyze(): Promise<void> {
    const [server] = await this.database.query<{ version: number }>(SELECT_SERVER_VERSION);
    await this.analyzeBy(server!.version < 180_000 ? ANALYZE_USER_DAY : ANALYZE_PARENTS);
  }

  /** The same of songs, once they are merged. */
  async analyzeSongs(): Promise<void> {
    await this.analyzeBy(ANALYZE_SONGS);
  }

  private async analyzeBy(statement: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await transaction.query(SET_SMALL_SAMPLE);
      await transaction.query(statement);
    }, LONG_STATEMENTS);
  }
}

/**
 * Straight into the day's partition: no row is routed, and the parent is not locked.
 * @param isTimed the rows of plays have minutes
 */
function copyEventsSql(table: EventTable, day: string, isTimed: boolean): string {
  const columns = isTimed ? timedColumns(table) : EVENT_COLUMNS[table];
  return `/* ingest.copy_events */ COPY ${partitionOf(table, day)} (${columns}) FROM STDIN (FORMAT binary)`;
}

/** Rows of these days in binary COPY format. */
function copyOf(days: readonly DayOfRows[]): Buffer[] {
  return [COPY_HEADER, ...days.flatMap(({ rows }) => rows.map(asBuffer)), COPY_TRAILER];
}

/** Into the partitions of any days, through their parent: rows that are in the order of days are routed in runs. */
function copyDaysSql(table: EventTable): string {
  return `/* ingest.copy_days */ COPY ${table} (${timedColumns(table)}) FROM STDIN (FORMAT binary)`;
}

/** Gives the events of the archive $1 to the archive $2. */
function moveEventsSql(table: EventTable, day: string): string {
  return `/* ingest.move_events */ UPDATE ${partitionOf(table, day)} SET archive_id = $2 WHERE archive_id = $1`;
}

function deleteEventsSql(table: EventTable, day: string): string {
  return `/* ingest.delete_events */ DELETE FROM ${partitionOf(table, day)} WHERE archive_id = $1`;
}

/** How many events of the days $3 (text[]) the archives $1 and, in `copied`, $2 have in common, by day and user. */
function sharedEventsSql(table: EventTable, copied: string): string {
  return `/* ingest.shared_events */
  SELECT coalesce(sum(least(a, b)), 0)::float8 AS events FROM (
    SELECT count(*) FILTER (WHERE archive_id = $1) AS a, count(*) FILTER (WHERE archive_id = $2) AS b
    FROM (SELECT day, user_id, archive_id FROM ${table} WHERE day = ANY ($3::date[]) AND archive_id = $1
      UNION ALL SELECT day, user_id, archive_id FROM ${copied} WHERE day = ANY ($3::date[]) AND archive_id = $2) AS of_both
    GROUP BY day, user_id) AS of_user`;
}
