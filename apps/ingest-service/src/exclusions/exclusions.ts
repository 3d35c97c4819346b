import type { Transaction } from '#common';
import { Cursors, Database, DomainError, OuterIds } from '#common';
import { Injectable } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import * as sql from './exclusions.sql.js';
import { ExcludedUser, IncludedUser } from './excluded-user.entity.js';
import type {
  ExclusionDto,
  ExclusionPageDto,
  ExclusionsQuery,
  HandedBackDto,
  ExcludedUsersBody,
  ChangedUsersDto,
  UsersBody,
} from './exclusion.dto.js';

export const EXCLUSION_TABLES = TypeOrmModule.forFeature([ExcludedUser, IncludedUser]);

/** Bots, service accounts and outliers: their events stay, both models leave them out. */
@Injectable()
export class Exclusions {
  constructor(
    private readonly database: Database,
    private readonly ids: OuterIds,
    private readonly cursors: Cursors,
  ) {}

  /**
   * Excludes users with more than 24 hours of play on one of these days. After the songs: it takes the last
   * lock.
   * @param mayLose some of the days had events before, so an excluded user may be below the limit now
   */
  async excludeLongListeners(transaction: Transaction, days: string[], mayLose: boolean): Promise<void> {
    await transaction.query(sql.LOCK_EXCLUSIONS);
    await transaction.query(sql.EXCLUDE_LONG_DAYS, [days, mayLose]);
  }

  /**
   * The same after posted events, for these users on this day, without waiting: answers those on whom it could not
   * decide, since another transaction decides on users. Most batches have no user beyond the limit and take no lock.
   */
  async excludeLongListenersOf(transaction: Transaction, day: string, users: string[]): Promise<string[]> {
    if (users.length === 0) return [];
    const rows = await transaction.query<{ userId: string }>(sql.SELECT_LONG_LISTENERS, [day, users]);
    if (rows.length === 0) return [];
    const long = rows.map(({ userId }) => userId);
    const [lock] = await transaction.query<{ free: boolean }>(sql.TRY_LOCK_EXCLUSIONS);
    if (!lock!.free) return long;
    await transaction.query(sql.EXCLUDE_LONG_DAYS_OF, [long]);
    return [];
  }

  async page({ state, ...page }: ExclusionsQuery): Promise<ExclusionPageDto> {
    const excluded = state === undefined ? null : state === 'excluded';
    const { rows, nextCursor } = await this.cursors.page<string, ExclusionDto>(
      'exclusions',
      page,
      (after, count) => this.database.query(sql.SELECT_EXCLUSIONS, [excluded, after, count]),
      ({ userId }) => userId,
    );
    return { exclusions: rows, nextCursor };
  }

  /** @throws DomainError conflict (anonymous_pool) (user 0), (user_being_erased) */
  async decide(userId: string, excluded: boolean, reason: string): Promise<ExclusionDto> {
    refuseAnonymous([userId]);
    return await this.database.transaction(async (transaction) => {
      await this.lockDecisions(transaction, [userId]);
      await this.ids.storeNamed(transaction, 'user', [userId]);
      await transaction.query(excluded ? sql.EXCLUDE_BY_HAND : sql.INCLUDE_BY_HAND, [userId, reason]);
      return (await transaction.query<ExclusionDto>(sql.SELECT_EXCLUSION, [userId]))[0]!;
    });
  }

  /**
   * Forgets what was decided by hand, and applies the rule of 24 hours.
   * @throws DomainError conflict (anonymous_pool), not_found (decision_unknown)
   */
  async handBack(userId: string): Promise<HandedBackDto> {
    refuseAnonymous([userId]);
    return await this.database.transaction(async (transaction) => {
      await transaction.query(sql.LOCK_EXCLUSIONS);
      const included = await transaction.manager.delete(IncludedUser, { userId });
      const excluded = await transaction.manager.delete(ExcludedUser, { userId, by: 'hand' });
      if (!included.affected && !excluded.affected)
        throw new DomainError(
          'not_found',
          'decision_unknown',
          'Nothing was decided by hand about this user.',
        );
      await transaction.query(sql.EXCLUDE_LONG_DAYS_OF, [[userId]]);
      return { userId, excluded: (await transaction.query(sql.SELECT_EXCLUSION, [userId])).length > 0 };
    });
  }

  /**
   * Excludes users by hand: they are in no score, list, audience or training until they are taken back. What
   * is kept of them stays. Answers how many were not excluded by hand before.
   * @throws DomainError conflict (anonymous_pool)
   */
  async exclude({ userIds, reason }: ExcludedUsersBody): Promise<ChangedUsersDto> {
    const users = listedUsers(userIds);
    return await this.database.transaction(async (transaction) => {
      await transaction.query(sql.LOCK_EXCLUSIONS);
      await this.ids.storeNamed(transaction, 'user', users);
      const changed = await transaction.query(sql.EXCLUDE_USERS, [users, reason]);
      return { users: users.length, changed: changed.length };
    });
  }

  /**
   * Hands those of these users who are excluded by hand back to the rules; answers how many.
   * @throws DomainError conflict (anonymous_pool)
   */
  async include({ userIds }: UsersBody): Promise<ChangedUsersDto> {
    const users = listedUsers(userIds);
    const changed = await this.database.transaction((transaction) => this.includeIn(transaction, users));
    return { users: users.length, changed };
  }

  async includeIn(transaction: Transaction, userIds: readonly string[]): Promise<number> {
    await transaction.query(sql.LOCK_EXCLUSIONS);
    const ended = await transaction.query<{ userId: string }>(sql.INCLUDE_USERS, [userIds]);
    await transaction.query(sql.EXCLUDE_LONG_DAYS_OF, [ended.map(({ userId }) => userId)]);
    return ended.length;
  }

  /** Takes these users out of everything until {@link forgetErased}; answers whom a person had excluded. */
  async excludeErased(transaction: Transaction, userIds: readonly string[]): Promise<string[]> {
    await transaction.query(sql.LOCK_EXCLUSIONS);
    const byHand = await transaction.query<{ userId: string }>(sql.SELECT_EXCLUDED_BY_HAND, [userIds]);
    await transaction.query(sql.EXCLUDE_ERASED, [userIds]);
    return byHand.map(({ userId }) => userId);
  }

  /** No erasure begins before the transaction ends. @throws DomainError conflict (user_being_erased) */
  async lockDecisions(transaction: Transaction, userIds: readonly string[]): Promise<void> {
    await transaction.query(sql.LOCK_EXCLUSIONS);
    const { length } = await transaction.query(sql.SELECT_BEING_ERASED, [userIds]);
    if (length === 0) return;
    throw new DomainError(
      'conflict',
      'user_being_erased',
      `Still being erased: ${length} of these users. Nothing was changed. Wait until the job of the ` +
        'erasure has ended and ask again; where that job has failed, ask for the erasure again first.',
    );
  }

  /** Whom erasures have taken out and not yet forgotten. */
  async erasing(transaction: Transaction): Promise<string[]> {
    await transaction.query(sql.LOCK_EXCLUSIONS);
    return (await transaction.query<{ userId: string }>(sql.SELECT_ERASING)).map(({ userId }) => userId);
  }

  async forgetErased(transaction: Transaction, userIds: readonly string[]): Promise<void> {
    await transaction.query(sql.LOCK_EXCLUSIONS);
    await transaction.query(sql.FORGET_ERASED, [userIds]);
  }
}

/**
 * Each user once and without leading zeros: '007' is user 7.
 * @throws DomainError conflict (anonymous_pool) when user 0 is among them
 */
export function listedUsers(userIds: readonly string[]): string[] {
  refuseAnonymous(userIds);
  return [...new Set(userIds.map((userId) => BigInt(userId).toString()))];
}

function refuseAnonymous(userIds: readonly string[]): void {
  if (!userIds.some((userId) => BigInt(userId) === 0n)) return;
  throw new DomainError(
    'conflict',
    'anonymous_pool',
    'User 0 stands for everybody without an account and is always excluded.',
  );
}
