import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { dayNumber } from './calendar-day.js';
import type { DayRollup } from './day-rollup.js';
import { EventsRepository } from './events.repository.js';
import { LoadingRepository } from './loading.repository.js';
import { copyUserDaySql, isFreshDaySql } from './user-days.sql.js';

/** The rollup of days of which nothing was loaded before, from what was counted while their archives were read. */
@Injectable()
export class UserDaysRepository {
  constructor(
    private readonly loading: LoadingRepository,
    private readonly events: EventsRepository,
  ) {}

  /** Those of the locked days that hold no events yet. */
  async freshDays(transaction: Transaction, days: string[]): Promise<Set<string>> {
    const fresh = new Set<string>();
    for (const day of days) {
      const [row] = await transaction.query<{ fresh: boolean }>(isFreshDaySql(day));
      if (row!.fresh) fresh.add(day);
    }
    return fresh;
  }

  /** Writes the rollup of a fresh day. All archives that the day has events of must have been added to it. */
  async insert(transaction: Transaction, day: string, rollup: DayRollup): Promise<void> {
    await this.loading.copy(transaction, copyUserDaySql(day), rollup.rows(dayNumber(day)));
    const { sharedUsers } = rollup;
    if (sharedUsers.length > 0) await this.events.rebuildUserDayOf(transaction, day, sharedUsers);
  }
}
