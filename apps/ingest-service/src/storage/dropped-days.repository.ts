import type { Transaction } from '#common';
import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { Entity, In, PrimaryColumn } from 'typeorm';
import { LOCK_AGAINST_RETENTION, LOCK_POSTING_AGAINST_RETENTION } from './locks/locks.sql.js';

/** A day that retention dropped: nothing is loaded into it unless the request says so. */
@Entity('dropped_day')
export class DroppedDay {
  @PrimaryColumn('date')
  day: string;
}

@Injectable()
export class DroppedDaysRepository {
  constructor(private readonly database: Database) {}

  /** From here to the end of the transaction no day is dropped. Take it before any other lock. */
  async blockRetention(transaction: Transaction): Promise<void> {
    await transaction.query(LOCK_AGAINST_RETENTION);
  }

  /** The same for a transaction that ends in milliseconds, and waits for no load. */
  async blockRetentionShortly(transaction: Transaction): Promise<void> {
    await transaction.query(LOCK_POSTING_AGAINST_RETENTION);
  }

  async among(
    days: string[],
    { manager }: Pick<Transaction, 'manager'> = this.database.dataSource,
  ): Promise<Set<string>> {
    const dropped = await manager.findBy(DroppedDay, { day: In(days) });
    return new Set(dropped.map(({ day }) => day));
  }

  async all(): Promise<Set<string>> {
    return new Set((await this.database.dataSource.manager.find(DroppedDay)).map(({ day }) => day));
  }

  /** They count as days like others again, from the end of the transaction on. */
  async reopen({ manager }: Transaction, days: Iterable<string>): Promise<void> {
    await manager.delete(DroppedDay, { day: In([...days]) });
  }
}
