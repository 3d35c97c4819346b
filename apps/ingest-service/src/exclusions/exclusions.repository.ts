import type { Transaction } from '#common';
import { Database, OuterIds } from '#common';
import { Injectable } from '@nestjs/common';
import {
  EXCLUDE_BY_HAND,
  EXCLUDE_ERASED,
  EXCLUDE_LONG_DAYS,
  EXCLUDE_LONG_DAYS_OF,
  FORGET_ERASED,
  INCLUDE_BY_HAND,
  LOCK_EXCLUSIONS,
  SELECT_BEING_ERASED,
  SELECT_ERASING,
  SELECT_EXCLUSION,
  SELECT_EXCLUSIONS,
  SELECT_LONG_LISTENERS,
  SUPPRESS_USERS,
  UNSUPPRESS_USERS,
} from './exclusions.sql.js';
import { ExcludedUser, IncludedUser } from './excluded-user.entity.js';
import type { ExclusionDto } from './exclusion.dto.js';

@Injectable()
export class ExclusionsRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: OuterIds,
  ) {}

  /**
   * Excludes users with more than 24 hours of play on one of these days. After the songs: it takes the last
   * lock.
   * @param mayLose some of the days had events before, so an excluded user may be below the limit now
   */
  async excludeLongListeners(transaction: Transaction, days: string[], mayLose: boolean): Promise<void> {
    await transaction.query(LOCK_EXCLUSIONS);
    await transaction.query(EXCLUDE_LONG_DAYS, [days, mayLose]);
  }

  /**
   * The same after posted events, for these users on these days. Most batches end with one look at their rows
   * of the rollup: only users beyond the limit are looked at, and a batch without one takes no lock.
   */
  async excludeLongListenersOf(
    transaction: Transaction,
    { days, users }: { days: string[]; users: string[] },
  ): Promise<void> {
    if (users.length === 0) return;
    const long = await transaction.query<{ userId: string }>(SELECT_LONG_LISTENERS, [days, users]);
    if (long.length === 0) return;
    await transaction.query(LOCK_EXCLUSIONS);
    await transaction.query(EXCLUDE_LONG_DAYS_OF, [long.map(({ userId }) => userId)]);
  }

  async page(excluded: boolean | null, after: string | null, limit: number): Promise<ExclusionDto[]> {
    return await this.database.query<ExclusionDto>(SELECT_EXCLUSIONS, [excluded, after, limit]);
  }

  /** Null, and nothing is decided, when the user is being erased. */
  async decide(userId: string, excluded: boolean, reason: string): Promise<ExclusionDto | null> {
    return await this.database.transaction(async (transaction) => {
      await transaction.query(LOCK_EXCLUSIONS);
      if ((await transaction.query(SELECT_BEING_ERASED, [[userId]])).length > 0) return null;
      await this.ids.storeNamed(transaction, 'user', [userId]);
      await transaction.query(excluded ? EXCLUDE_BY_HAND : INCLUDE_BY_HAND, [userId, reason]);
      return (await transaction.query<ExclusionDto>(SELECT_EXCLUSION, [userId]))[0]!;
    });
  }

  /**
   * Forgets what was decided by hand, and applies the rule of 24 hours; null when nothing was decided by
   * hand.
   */
  async handBack(userId: string): Promise<{ excluded: boolean } | null> {
    return await this.database.transaction(async (transaction) => {
      await transaction.query(LOCK_EXCLUSIONS);
      if ((await transaction.query(SELECT_BEING_ERASED, [[userId]])).length > 0) return null;
      const included = await transaction.manager.delete(IncludedUser, { userId });
      const excluded = await transaction.manager.delete(ExcludedUser, { userId, by: 'hand' });
      if (!included.affected && !excluded.affected) return null;
      await transaction.query(EXCLUDE_LONG_DAYS_OF, [[userId]]);
      return { excluded: (await transaction.query(SELECT_EXCLUSION, [userId])).length > 0 };
    });
  }

  /** Excludes these users by hand; answers how many were not excluded by hand before. */
  async suppress(userIds: readonly string[], reason: string): Promise<number> {
    return await this.database.transaction(async (transaction) => {
      await transaction.query(LOCK_EXCLUSIONS);
      await this.ids.storeNamed(transaction, 'user', userIds);
      return (await transaction.query(SUPPRESS_USERS, [userIds, reason])).length;
    });
  }

  /** Hands those of these users who are excluded by hand back to the rules; answers how many. */
  async unsuppress(userIds: readonly string[]): Promise<number> {
    return await this.database.transaction((transaction) => this.unsuppressIn(transaction, userIds));
  }

  async unsuppressIn(transaction: Transaction, userIds: readonly string[]): Promise<number> {
    await transaction.query(LOCK_EXCLUSIONS);
    const ended = await transaction.query<{ userId: string }>(UNSUPPRESS_USERS, [userIds]);
    await transaction.query(EXCLUDE_LONG_DAYS_OF, [ended.map(({ userId }) => userId)]);
    return ended.length;
  }

  /** Takes these users out of everything until {@link forgetErased}. */
  async excludeErased(transaction: Transaction, userIds: readonly string[]): Promise<void> {
    await transaction.query(LOCK_EXCLUSIONS);
    await transaction.query(EXCLUDE_ERASED, [userIds]);
  }

  /** How many of these users are being erased; no erasure begins before the transaction ends. */
  async countBeingErased(transaction: Transaction, userIds: readonly string[]): Promise<number> {
    await transaction.query(LOCK_EXCLUSIONS);
    return (await transaction.query(SELECT_BEING_ERASED, [userIds])).length;
  }

  /** Whom erasures have taken out and not yet forgotten. */
  async erasing(transaction: Transaction): Promise<string[]> {
    await transaction.query(LOCK_EXCLUSIONS);
    return (await transaction.query<{ userId: string }>(SELECT_ERASING)).map(({ userId }) => userId);
  }

  async forgetErased(transaction: Transaction, userIds: readonly string[]): Promise<void> {
    await transaction.query(LOCK_EXCLUSIONS);
    await transaction.query(FORGET_ERASED, [userIds]);
  }
}
