import type { Transaction } from '#common';
import { Database, LONG_STATEMENTS } from '#common';
import { Injectable } from '@nestjs/common';
import {
  ANALYZE_PARENTS,
  ANALYZE_SONGS,
  ANALYZE_USER_DAY,
  copyEventsSql,
  copyStagedSql,
  createStagedSql,
  declareStagedTextsSql,
  DELETE_STAGED_ARCHIVE_DAYS,
  DELETE_STAGED_OF_DAYS,
  deleteEventsSql,
  fetchStagedTextsSql,
  INSERT_STAGED_ARCHIVE_DAYS,
  insertStagedSql,
  SELECT_SERVER_VERSION,
  SELECT_STAGED_DAYS,
  SET_SMALL_SAMPLE,
} from './events.sql.js';
import { ArchiveEventDay } from './archive.entity.js';
import { copyInto } from './copy/copy-chunks.js';
import type { EventTable } from './tables.js';

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

  /**
   * Events whose days are not known yet wait in a temporary table; answers the days they turned out to be of.
   */
  async stage(
    transaction: Transaction,
    table: EventTable,
    rows: AsyncIterable<Buffer> | Iterable<Buffer>,
    { isTimed = false, withIds = false } = {},
  ): Promise<string[]> {
    await transaction.query(createStagedSql(table));
    await copyInto(transaction, copyStagedSql(table, isTimed, withIds), rows);
    return (await transaction.query<{ day: string }>(SELECT_STAGED_DAYS)).map(({ day }) => day);
  }

  /** The texts of ids that were staged, some thousand at a time. */
  async *stagedTexts(transaction: Transaction, kind: 'user' | 'song'): AsyncGenerator<string[]> {
    await transaction.query(declareStagedTextsSql(kind));
    for (;;) {
      const rows = await transaction.query<{ text: string }>(fetchStagedTextsSql(kind));
      if (rows.length === 0) return;
      yield rows.map(({ text }) => text);
    }
  }

  /** Takes the events of these days out of what was staged; answers how many they were. */
  async removeStaged(transaction: Transaction, days: string[]): Promise<number> {
    const [row] = await transaction.query<{ removed: number }>(DELETE_STAGED_OF_DAYS, [days]);
    return row!.removed;
  }

  async insertStaged(transaction: Transaction, table: EventTable): Promise<void> {
    await transaction.query(insertStagedSql(table));
  }

  /**
   * Writes how many events of which days were staged, of an archive without a day in its name.
   * @param besides added to those that the archive has; else in their place
   */
  async countStaged(transaction: Transaction, besides = false): Promise<void> {
    if (!besides) await transaction.query(DELETE_STAGED_ARCHIVE_DAYS);
    await transaction.query(INSERT_STAGED_ARCHIVE_DAYS);
  }

  /** Writes how many events an archive without a day in its name has of which days, in place of those that it had. */
  async countDays(
    { manager }: Transaction,
    archiveId: number,
    counts: { day: string; eventCount: number }[],
  ): Promise<void> {
    await manager.delete(ArchiveEventDay, { archiveId });
    const rows = counts.map((count) => ({ archiveId, ...count }));
    if (rows.length > 0) await manager.insert(ArchiveEventDay, rows);
  }

  /** Days that hold events of an archive without a day in its name. */
  async daysOf(transaction: Transaction, archiveId: number): Promise<string[]> {
    const days = await transaction.manager.find(ArchiveEventDay, {
      where: { archiveId },
      order: { day: 'ASC' },
    });
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
