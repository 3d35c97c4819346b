import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { ArchivesRepository } from './archives.repository.js';
import { copyUserDaySql, isFreshDaySql } from './user-days.sql.js';

/** The rollup of days of which nothing was loaded before, from what was counted while their archives were read. */
@Injectable()
export class UserDaysRepository {
  constructor(private readonly loading: ArchivesRepository) {}

  /** The day, which is locked, holds no events yet. */
  async isFresh(transaction: Transaction, day: string): Promise<boolean> {
    const [row] = await transaction.query<{ fresh: boolean }>(isFreshDaySql(day));
    return row!.fresh;
  }

  /** Writes the rollup of a fresh day. All archives that the day has events of must have been counted. */
  async insert(
    transaction: Transaction,
    day: string,
    rows: Iterable<Buffer>,
    onSent: (buffer: Buffer) => void,
  ): Promise<void> {
    await this.loading.copy(transaction, copyUserDaySql(day), rows, onSent);
  }
}
