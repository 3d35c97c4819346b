import type { Transaction } from '#common';
import { Database, LONG_STATEMENTS } from '#common';
import { COPY_HEADER, COPY_TRAILER } from '#common/copy';
import { Injectable } from '@nestjs/common';
import {
  ADD_ARCHIVE_DAYS,
  ANALYZE_PARENTS,
  ANALYZE_SONGS,
  ANALYZE_USER_DAY,
  copyDaysSql,
  copyEventsSql,
  DELETE_ARCHIVE_DAYS,
  deleteEventsSql,
  moveEventsSql,
  SELECT_ARCHIVE_DAYS,
  SELECT_SERVER_VERSION,
  SET_SMALL_SAMPLE,
} from './events.sql.js';
import { copyInto } from './copy/copy-chunks.js';
import type { EventTable } from './tables.js';

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

  /** Copies rows of days, in their order, which have partitions. */
  async copyDays(transaction: Transaction, table: EventTable, days: readonly DayOfRows[]): Promise<void> {
    const rows = [COPY_HEADER, ...days.flatMap((day) => day.rows.map(asBuffer)), COPY_TRAILER];
    await copyInto(transaction, copyDaysSql(table), rows);
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

/** What comes from a thread is an Uint8Array. */
export function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
