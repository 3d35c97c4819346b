import type { Transaction } from '#common';
import { Database, LONG_STATEMENTS } from '#common';
import { Injectable } from '@nestjs/common';
import { EXCLUDE_LONG_DAYS, LOCK_EXCLUSIONS } from '../exclusions/exclusions.sql.js';
import { lockDays } from '../storage/locks/archive-locks.js';
import {
  LOCK_FOR_RETENTION,
  LOCK_PARTITIONS,
  LOCK_POSTING_FOR_RETENTION,
  LOCK_ROWS_OF_USERS,
} from '../storage/locks/locks.sql.js';
import { faultPoint } from '../storage/fault-point.js';
import { DELETE_REJECTED_OF_DROPPED } from '../storage/rejected-lines.repository.js';
import { SongMerges } from '../storage/songs/song-merges.repository.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import type { RetentionResultDto } from './retention.dto.js';
import * as sql from './retention.sql.js';

/** What a retention would drop, and what decides whether it may. */
export interface DaysBefore {
  counted: Omit<RetentionResultDto, 'before' | 'dryRun'>;
  /** Newest loaded day of all; null before anything is loaded. */
  newestDay: string | null;
  /** On the day that retention keeps first and after it. */
  eventsKept: number;
  /** Of a day: the median of the loaded days. */
  usualEvents: number;
}

const LOCK_NOT_AVAILABLE = '55P03';

@Injectable()
export class RetentionRepository {
  constructor(
    private readonly database: Database,
    private readonly songs: SongsRepository,
    private readonly merges: SongMerges,
  ) {}

  async before(day: string): Promise<DaysBefore> {
    type Row = DaysBefore['counted'] & Omit<DaysBefore, 'counted'>;
    const [row] = await this.database.query<Row>(sql.SELECT_BEFORE, [day]);
    const { newestDay, eventsKept, usualEvents, ...counted } = row!;
    return { newestDay, eventsKept, usualEvents, counted };
  }

  async daysToDrop(before: string): Promise<string[]> {
    const rows = await this.database.query<{ day: string }>(sql.SELECT_DAYS_TO_DROP, [before]);
    return rows.map(({ day }) => day);
  }

  /**
   * Drops one day in one transaction; false, and nothing is dropped, when a load or a reader holds its locks. The
   * day is closed before, so that nothing is posted to it while all of it is read.
   */
  async dropDay(day: string): Promise<boolean> {
    try {
      await this.database.transaction((transaction) => this.closeIn(transaction, day), LONG_STATEMENTS);
      const isDropped = await this.database.transaction(
        (transaction) => this.dropIn(transaction, day),
        LONG_STATEMENTS,
      );
      faultPoint('retention_day_committed');
      return isDropped;
    } catch (error) {
      if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
      throw error;
    }
  }

  /**
   * Removes what else is stored of the events before the day, and applies the rule of exclusion again to the
   * users who were excluded for one of these days.
   */
  async sweep(before: string): Promise<void> {
    await this.database.transaction((transaction) => transaction.query(sql.ANALYZE_SHOWN), LONG_STATEMENTS);
    await this.database.transaction(async (transaction) => {
      await transaction.query(LOCK_ROWS_OF_USERS);
      await transaction.query(sql.DELETE_OLD_IMPRESSIONS, [before]);
      await transaction.query(sql.DELETE_OLD_RECOMMENDED, [before]);
      await transaction.query(sql.DELETE_OLD_RECENT, [before]);
      await transaction.query(sql.DELETE_OLD_OPINIONS, [before]);
      await transaction.query(sql.DELETE_OLD_SUPERSEDED, [before]);
      await transaction.query(DELETE_REJECTED_OF_DROPPED);
    }, LONG_STATEMENTS);
    await this.database.transaction(async (transaction) => {
      await transaction.query(LOCK_EXCLUSIONS);
      await transaction.query(EXCLUDE_LONG_DAYS, [[], true]);
    }, LONG_STATEMENTS);
    await this.merges.mergeLeft();
    faultPoint('retention_swept');
  }

  private async closeIn(transaction: Transaction, day: string): Promise<void> {
    await transaction.query(sql.SET_SHORT_LOCK_TIMEOUT);
    await transaction.query(LOCK_POSTING_FOR_RETENTION);
    await transaction.query(sql.INSERT_DROPPED_DAY, [day]);
  }

  /** False: a load has opened the day again since it was closed. */
  private async dropIn(transaction: Transaction, day: string): Promise<boolean> {
    await transaction.query(sql.SET_LOCK_TIMEOUT);
    await transaction.query(LOCK_FOR_RETENTION);
    await lockDays(transaction, [day]);
    if ((await transaction.query(sql.IS_DROPPED_DAY, [day])).length === 0) return false;
    // Before posted events and readers are held up, as it reads the whole day.
    if ((await partitionsOf(transaction, day)).length > 0) {
      const unmerged = this.songs.begin();
      for (const table of Object.values(EVENT_TABLES))
        await this.songs.takeBack(transaction, unmerged, table, day, 'all');
    }
    faultPoint('retention_day_read');
    await transaction.query(sql.SET_SHORT_LOCK_TIMEOUT);
    await transaction.query(LOCK_POSTING_FOR_RETENTION);
    // No day is added to the month, which goes with its last one.
    await transaction.query(LOCK_PARTITIONS);
    await transaction.query(sql.LOCK_TABLES);
    faultPoint('retention_day_locked');
    const partitions = await partitionsOf(transaction, day);
    if (partitions.length > 0) await transaction.query(sql.dropPartitionsSql(partitions));
    for (const statement of [
      sql.DROP_ARCHIVES_OF_DAY,
      sql.DROP_DAY_OF_ARCHIVES,
      sql.DELETE_POSTED_OF_DAY,
      sql.DELETE_KEYS_OF_DAY,
    ]) {
      await transaction.query(statement, [day]);
    }
    faultPoint('retention_day_dropped');
    return true;
  }
}

async function partitionsOf(transaction: Transaction, day: string): Promise<string[]> {
  const rows = await transaction.query<{ name: string }>(sql.SELECT_PARTITIONS_OF_DAY, [day]);
  return rows.map(({ name }) => name);
}
