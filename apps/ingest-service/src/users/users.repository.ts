import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { firstBehind, isWithin } from './id-ranges.js';
import type { IdRange } from './id-ranges.js';
import type { FoundUserDto, UserDayDto } from './users.dto.js';
import { SELECT_DAYS_OF_USER, SELECT_FIRST_USERS, SELECT_IS_KNOWN, SELECT_USERS } from './users.sql.js';

/** Days read by one statement while users are looked for: about those of a page. */
const DAYS_AT_ONCE = 1_000;

/** Users as their days show them. */
@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  /** The first users behind `after` whose ids lie in one of the ranges, ascending. A day of which all events were taken back may still name one. */
  async find(ranges: readonly IdRange[], after: bigint, limit: number): Promise<string[]> {
    const found: string[] = [];
    let from = firstBehind(after, ranges);
    // A statement may come upon ids beyond a range; the next one begins in the range that follows.
    while (from !== null && found.length < limit) {
      const ids = await this.firstUsers(from, ranges.at(-1)!.high);
      found.push(...ids.filter((id) => isWithin(BigInt(id), ranges)));
      from = ids.length === 0 ? null : firstBehind(BigInt(ids.at(-1)!), ranges);
    }
    return found.slice(0, limit);
  }

  /** What is known of those who have an event. */
  async about(userIds: readonly string[]): Promise<FoundUserDto[]> {
    return await this.database.query<FoundUserDto>(SELECT_USERS, [userIds]);
  }

  /** The newest `limit` days with an event, ascending. */
  async days(
    userId: string,
    { from, to }: { from: string; to: string },
    limit: number,
  ): Promise<UserDayDto[]> {
    return await this.database.query<UserDayDto>(SELECT_DAYS_OF_USER, [userId, from, to, limit]);
  }

  async isKnown(userId: string): Promise<boolean> {
    const [row] = await this.database.query<{ known: boolean }>(SELECT_IS_KNOWN, [userId]);
    return row!.known;
  }

  private async firstUsers(from: bigint, to: bigint): Promise<string[]> {
    const rows = await this.database.query<{ userId: string }>(SELECT_FIRST_USERS, [
      String(from),
      String(to),
      DAYS_AT_ONCE,
    ]);
    return rows.map(({ userId }) => userId);
  }
}
