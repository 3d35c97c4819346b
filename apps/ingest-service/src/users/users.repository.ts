import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { IdRange } from './id-ranges.js';
import { SELECT_DAYS_OF_USER, SELECT_IS_KNOWN, SELECT_USERS } from './users.sql.js';

/** A user as the rollup of days has one. Days are null where no event is left. */
export interface FoundUser {
  userId: string;
  firstDay: string | null;
  lastDay: string | null;
  days: number;
  plays: number;
  excludedBecause: string | null;
}

/** What a user did on one day. */
export interface UserDay {
  day: string;
  plays: number;
  downloads: number;
  searches: number;
  playSeconds: number;
  fullPlays: number;
  distinctSongs: number;
}

/** Users as their days show them. */
@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  /** The first users behind `after` whose ids lie in one of the ranges, ascending. */
  async find(ranges: readonly IdRange[], after: string, limit: number): Promise<FoundUser[]> {
    const [lows, highs] = [ranges.map(({ low }) => String(low)), ranges.map(({ high }) => String(high))];
    return await this.database.query<FoundUser>(SELECT_USERS, [lows, highs, after, limit]);
  }

  /** The newest `limit` days with an event, ascending. */
  async days(userId: string, { from, to }: { from: string; to: string }, limit: number): Promise<UserDay[]> {
    return await this.database.query<UserDay>(SELECT_DAYS_OF_USER, [userId, from, to, limit]);
  }

  async isKnown(userId: string): Promise<boolean> {
    const [row] = await this.database.query<{ known: boolean }>(SELECT_IS_KNOWN, [userId]);
    return row!.known;
  }
}
