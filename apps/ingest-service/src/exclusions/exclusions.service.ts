import { Cursors, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import type {
  ExclusionDto,
  ExclusionPageDto,
  ExclusionsQuery,
  HandedBackDto,
  SuppressionBody,
  SuppressionDto,
  UsersBody,
} from './exclusion.dto.js';
import { ExclusionsRepository } from './exclusions.repository.js';

const LIST = 'exclusions';

/** Bots, service accounts and outliers: their events stay, both models leave them out. */
@Injectable()
export class ExclusionsService {
  constructor(
    private readonly repository: ExclusionsRepository,
    private readonly cursors: Cursors,
  ) {}

  async page({ state, ...page }: ExclusionsQuery): Promise<ExclusionPageDto> {
    const excluded = state === undefined ? null : state === 'excluded';
    const { rows, nextCursor } = await this.cursors.page<string, ExclusionDto>(
      LIST,
      page,
      (after, count) => this.repository.page(excluded, after, count),
      ({ userId }) => userId,
    );
    return { exclusions: rows, nextCursor };
  }

  /** @throws DomainError conflict (anonymous_pool) (user 0), (user_being_erased) */
  async decide(userId: string, excluded: boolean, reason: string): Promise<ExclusionDto> {
    refuseAnonymous([userId]);
    const decided = await this.repository.decide(userId, excluded, reason);
    if (decided !== null) return decided;
    throw new DomainError(
      'conflict',
      'user_being_erased',
      'The user is being erased, so nothing can be decided any more.',
    );
  }

  /** @throws DomainError conflict (anonymous_pool), not_found (decision_unknown) */
  async handBack(userId: string): Promise<HandedBackDto> {
    refuseAnonymous([userId]);
    const decided = await this.repository.handBack(userId);
    if (decided === null) {
      throw new DomainError('not_found', 'decision_unknown', 'Nothing was decided by hand about this user.');
    }
    return { userId, ...decided };
  }

  /**
   * Excludes users by hand: they are in no score, list, audience or training until they are taken back. What
   * is kept of them stays.
   * @throws DomainError conflict (anonymous_pool)
   */
  async suppress({ userIds, reason }: SuppressionBody): Promise<SuppressionDto> {
    const users = distinctUsers(userIds);
    refuseAnonymous(users);
    return { users: users.length, changed: await this.repository.suppress(users, reason) };
  }

  /** @throws DomainError conflict (anonymous_pool) */
  async unsuppress({ userIds }: UsersBody): Promise<SuppressionDto> {
    const users = distinctUsers(userIds);
    refuseAnonymous(users);
    return { users: users.length, changed: await this.repository.unsuppress(users) };
  }
}

/** Each once and without leading zeros: '007' is user 7. */
export function distinctUsers(userIds: readonly string[]): string[] {
  return [...new Set(userIds.map((userId) => BigInt(userId).toString()))];
}

/** @throws DomainError conflict (anonymous_pool) when user 0 is among them */
export function refuseAnonymous(userIds: readonly string[]): void {
  if (!userIds.some((userId) => BigInt(userId) === 0n)) return;
  throw new DomainError(
    'conflict',
    'anonymous_pool',
    'User 0 stands for everybody without an account and is always excluded.',
  );
}
