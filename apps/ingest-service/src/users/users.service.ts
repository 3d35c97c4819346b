import { Cursors, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { MOST_DAYS } from '../pages/day-range.dto.js';
import { idsThatBeginWith } from './id-ranges.js';
import type { UserDaysDto, UserDaysQuery, UsersDto, UsersQuery } from './users.dto.js';
import { UsersRepository } from './users.repository.js';

const LIST = 'users';
const BEFORE_ALL = -1n;

/** Everybody of whom an event is loaded. */
@Injectable()
export class UsersService {
  constructor(
    private readonly repository: UsersRepository,
    private readonly cursors: Cursors,
  ) {}

  /** @throws DomainError invalid for a cursor of another prefix */
  async find({ prefix = '', ...page }: UsersQuery): Promise<UsersDto> {
    const { rows, nextCursor } = await this.cursors.page<string, string>(
      `${LIST} ${prefix}`,
      page,
      (after, count) =>
        this.repository.find(idsThatBeginWith(prefix), after === null ? BEFORE_ALL : BigInt(after), count),
      (userId) => userId,
    );
    return { users: await this.repository.about(rows), nextCursor };
  }

  /** @throws DomainError not_found for a user without any event, invalid for a range that ends before it begins */
  async days(
    userId: string,
    { from = '0001-01-01', to = '9999-12-31' }: UserDaysQuery,
  ): Promise<UserDaysDto> {
    if (from > to) {
      throw new DomainError(
        'invalid',
        'range_reversed',
        `The range ends on ${to}, before it begins on ${from}.`,
      );
    }
    const days = await this.repository.days(userId, { from, to }, MOST_DAYS);
    if (days.length === 0 && !(await this.repository.isKnown(userId))) {
      throw new DomainError('not_found', 'user_unknown', `No event of user ${userId} has been loaded.`);
    }
    return { userId, days };
  }
}
