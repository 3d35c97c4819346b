import type { Transaction } from '#common';
import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { ArchiveName } from '../formats/archive-name.js';
import { DroppedDay } from './dropped-day.entity.js';
import { INSERT_DROPPED_ARCHIVE, LOCK_AGAINST_RETENTION, SELECT_DROPPED_DAYS } from './dropped-days.sql.js';

/** Days that retention dropped. Nothing is loaded into them unless somebody says so. */
@Injectable()
export class DroppedDaysRepository {
  constructor(private readonly database: Database) {}

  /** From here to the end of the transaction no day is dropped. Take it before any other lock. */
  async blockRetention(transaction: Transaction): Promise<void> {
    await transaction.query(LOCK_AGAINST_RETENTION);
  }

  async among(days: string[], on: Pick<Transaction, 'query'> = this.database): Promise<Set<string>> {
    const rows = await on.query<{ day: string }>(SELECT_DROPPED_DAYS, [days]);
    return new Set(rows.map(({ day }) => day));
  }

  /** They count as days like others again, from the end of the transaction on. */
  async reopen(transaction: Transaction, days: Iterable<string>): Promise<void> {
    await transaction.manager.delete(DroppedDay, { day: In([...days]) });
  }

  /** Records an archive that was passed over, unless it is known. */
  async record(transaction: Transaction, archive: ArchiveName, byteCount: number): Promise<void> {
    const { identity, name, kind, day, part } = archive;
    await transaction.query(INSERT_DROPPED_ARCHIVE, [identity, name, kind, day, part, byteCount]);
  }
}
