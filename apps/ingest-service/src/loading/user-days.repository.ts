import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { dayNumber } from './calendar-day.js';
import { EventsRepository } from './events.repository.js';
import { insertUserDaySql, SET_ROLLUP_MEMORY } from './events.sql.js';
import { LoadingRepository } from './loading.repository.js';
import type { UserDayTally } from './user-day-tally.js';
import {
  COPY_INCOMING_USER_DAYS,
  CREATE_INCOMING_USER_DAYS,
  isFreshDaySql,
  SELECT_SHARED_USERS,
} from './user-days.sql.js';

/** The rollup of days of which nothing was loaded before, from what was counted while their archives were read. */
@Injectable()
export class UserDaysRepository {
  constructor(
    private readonly loading: LoadingRepository,
    private readonly events: EventsRepository,
  ) {}

  async begin(transaction: Transaction): Promise<void> {
    await transaction.query(SET_ROLLUP_MEMORY);
    await transaction.query(CREATE_INCOMING_USER_DAYS);
  }

  /** Those of the locked days that hold no events yet. */
  async freshDays(transaction: Transaction, days: string[]): Promise<Set<string>> {
    const fresh = new Set<string>();
    for (const day of days) {
      const [row] = await transaction.query<{ fresh: boolean }>(isFreshDaySql(day));
      if (row!.fresh) fresh.add(day);
    }
    return fresh;
  }

  async addArchive(transaction: Transaction, day: string, tally: UserDayTally): Promise<void> {
    await this.loading.copy(transaction, COPY_INCOMING_USER_DAYS, tally.rows(dayNumber(day)));
  }

  /** Makes the rollup of a fresh day. All archives that the day has events of must have been added. */
  async insert(transaction: Transaction, day: string): Promise<void> {
    await transaction.query(insertUserDaySql(day, 'counted'));
    const shared = await transaction.query<{ userId: string }>(SELECT_SHARED_USERS, [day]);
    if (shared.length === 0) return;
    await this.events.rebuildUserDayOf(
      transaction,
      day,
      shared.map(({ userId }) => userId),
    );
  }
}
