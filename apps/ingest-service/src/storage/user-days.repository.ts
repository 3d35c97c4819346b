import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { copyInto } from './copy/copy-chunks.js';
import {
  copyUserDaySql,
  deleteUserDayOfUsersSql,
  deleteUserDaySql,
  insertUserDaySql,
  isFreshDaySql,
  SET_ROLLUP_MEMORY,
} from './user-days.sql.js';

/** The rollup of a day as rows in binary COPY format. */
export interface CountedRollup {
  rows: AsyncIterable<Buffer> | Iterable<Buffer>;
  /** The rows have plays at night. */
  isTimed: boolean;
}

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
    { rows, isTimed }: CountedRollup,
    onSent?: (buffer: Buffer) => void,
  ): Promise<void> {
    await copyInto(transaction, copyUserDaySql(day, isTimed), rows, onSent);
  }

  /** Makes the day's rollup anew from its events: the cost is that of the day, whatever the history. */
  async rebuild(transaction: Transaction, day: string): Promise<void> {
    await transaction.query(SET_ROLLUP_MEMORY);
    await transaction.query(deleteUserDaySql(day));
    await transaction.query(insertUserDaySql(day));
  }

  /** The rollup of these users alone; cheap where the day's events are indexed by user. */
  async rebuildOf(transaction: Transaction, day: string, users: string[]): Promise<void> {
    await transaction.query(deleteUserDayOfUsersSql(day), [users]);
    await transaction.query(insertUserDaySql(day, 'given'), [users]);
  }
}
