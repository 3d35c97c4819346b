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
  async find({ prefix = '', limit, cursor }: UsersQuery): Promise<UsersDto> {
    const list = `${LIST} ${prefix}`;
    const after = cursor === undefined ? BEFORE_ALL : BigInt(await this.cursors.read<string>(list, cursor));
    const ids = await this.repository.find(idsThatBeginWith(prefix), after, limit + 1);
    const shown = ids.slice(0, limit);
    return {
      users: await this.repository.about(shown),
      nextCursor: ids.length > limit ? await this.cursors.write(list, shown.at(-1)) : null,
    };
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
