import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { LOCK_AGAINST_RETENTION } from './dropped-days.sql.js';
import {
  analyzeParentsSql,
  ANALYZE_SONGS,
  ANALYZE_USER_DAY,
  copyEventsSql,
  copyStagedSql,
  createStagedSql,
  DELETE_STAGED_ARCHIVE_DAYS,
  DELETE_STAGED_OF_DAYS,
  deleteEventsSql,
  INSERT_STAGED_ARCHIVE_DAYS,
  insertStagedSql,
  SELECT_SERVER_VERSION,
  SELECT_STAGED_DAYS,
  SELECT_UNKNOWN_PARTITIONS,
} from './events.sql.js';
import { ArchiveEventDay } from './archive-event-day.entity.js';
import type { UnknownPartition } from './events.sql.js';
import { ArchivesRepository } from './archives.repository.js';
import type { EventTable } from './tables.js';

/** Events by day. */
@Injectable()
export class EventsRepository {
  constructor(private readonly loading: ArchivesRepository) {}

  async copy(
    transaction: Transaction,
    table: EventTable,
    day: string,
    rows: AsyncIterable<Buffer> | Iterable<Buffer>,
    onSent?: (buffer: Buffer) => void,
  ): Promise<void> {
    await this.loading.copy(transaction, copyEventsSql(table, day), rows, onSent);
  }

  /** Events whose days are not known yet wait in a temporary table; answers the days they turned out to be of. */
  async stage(transaction: Transaction, table: EventTable, rows: AsyncIterable<Buffer>): Promise<string[]> {
    await transaction.query(createStagedSql(table));
    await this.loading.copy(transaction, copyStagedSql(table), rows);
    return (await transaction.query<{ day: string }>(SELECT_STAGED_DAYS)).map(({ day }) => day);
  }

  /** Takes the events of these days out of what was staged; answers how many they were. */
  async removeStaged(transaction: Transaction, days: string[]): Promise<number> {
    const [row] = await transaction.query<{ removed: number }>(DELETE_STAGED_OF_DAYS, [days]);
    return row!.removed;
  }

  async insertStaged(transaction: Transaction, table: EventTable): Promise<void> {
    await transaction.query(insertStagedSql(table));
    await transaction.query(DELETE_STAGED_ARCHIVE_DAYS);
    await transaction.query(INSERT_STAGED_ARCHIVE_DAYS);
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
    await this.loading.database.transaction(
      async (transaction) => {
        const [server] = await transaction.query<{ version: number }>(SELECT_SERVER_VERSION);
        if (server!.version < 180_000) await transaction.query(ANALYZE_USER_DAY);
        else await this.analyzeParents(transaction);
      },
      { statementTimeoutMs: 0 },
    );
  }

  /** The same of songs, once they are merged. */
  async analyzeSongs(): Promise<void> {
    await this.loading.database.transaction((transaction) => transaction.query(ANALYZE_SONGS), {
      statementTimeoutMs: 0,
    });
  }

  private async analyzeParents(transaction: Transaction): Promise<void> {
    // No partition may go between being found and being looked at.
    await transaction.query(LOCK_AGAINST_RETENTION);
    const unknown = await transaction.query<UnknownPartition>(SELECT_UNKNOWN_PARTITIONS);
    await transaction.query(analyzeParentsSql(unknown));
  }
}
