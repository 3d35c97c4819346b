import { Cursors, Database, DomainError, OuterIds } from '#common';
import { Injectable } from '@nestjs/common';
import { MOST_DAYS, refuseReversed } from '../day-ranges/day-range.dto.js';
import type { AnyDaysQuery } from '../day-ranges/day-range.dto.js';
import { firstBehind, idsThatBeginWith, isWithin } from './id-ranges.js';
import type { IdRange } from './id-ranges.js';
import type { FoundUserDto, UserDayDto, UserDaysDto, UsersDto, UsersQuery } from './users.dto.js';

/**
 * Users with a day among the first $3 from user $1 to $2, ascending. The days are read in the order of the
 * index, $3 at most for any number of users; a plan of DISTINCT alone may read the whole range.
 */
export const SELECT_FIRST_USERS = `/* ingest.first_users */
  SELECT DISTINCT user_id AS "userId" FROM (
    SELECT user_id FROM user_day WHERE user_id BETWEEN $1::bigint AND $2::bigint ORDER BY user_id LIMIT $3) AS first
  ORDER BY user_id`;

/**
 * The first $3 users with days whose text ids begin with $1, behind the text $2 (null: from the beginning).
 */
const SELECT_USERS_BY_TEXT = `/* ingest.users_by_text */
  SELECT k.user_id AS "userId", k.text FROM user_key k
  WHERE k.text ^@ $1 AND ($2::text IS NULL OR k.text > $2) AND EXISTS (SELECT FROM user_day d WHERE d.user_id = k.user_id)
  ORDER BY k.text LIMIT $3`;

/** Of the users $1 (bigint[]) those with an event who are not being erased, ascending. */
const SELECT_USERS = `/* ingest.users */
  SELECT d.user_id AS "userId", min(d.day) AS "firstDay", max(d.day) AS "lastDay", count(*)::int AS days, sum(d.plays)::int AS plays,
    x.reason AS "excludedBecause"
  FROM user_day d LEFT JOIN excluded_user x ON x.user_id = d.user_id
  WHERE d.user_id = ANY ($1::bigint[]) AND d.plays + d.downloads + d.searches + d.feedback > 0 AND x.by IS DISTINCT FROM 'erasure'
  GROUP BY d.user_id, x.reason ORDER BY d.user_id`;

/** User $1 is not being erased. */
const NOT_ERASED = `NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = $1::bigint AND x.by = 'erasure')`;

/** The newest $4 days of user $1 from $2 to $3, ascending; days without an event are not there. */
const SELECT_DAYS_OF_USER = `/* ingest.days_of_user */
  SELECT * FROM (
    SELECT day, plays, downloads, searches, feedback, play_seconds AS "playSeconds" FROM user_day
    WHERE user_id = $1::bigint AND day BETWEEN $2::date AND $3::date AND plays + downloads + searches + feedback > 0 AND ${NOT_ERASED}
    ORDER BY day DESC LIMIT $4) AS newest
  ORDER BY day`;

const SELECT_IS_KNOWN = `/* ingest.user_is_known */
  SELECT EXISTS (SELECT FROM user_day WHERE user_id = $1::bigint AND plays + downloads + searches + feedback > 0 AND ${NOT_ERASED})
    AS known`;

const DIGITS = /^\d{0,19}$/;
const BEFORE_ALL = -1n;
/** Days read by one statement that searches for users: about those of a page. */
const DAYS_AT_ONCE = 1_000;

/** A user, and the id as it is written outside. */
interface NamedUser {
  userId: string;
  text: string;
}

/** All users of whom an event is loaded, as their days show them. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly ids: OuterIds,
  ) {}

  /**
   * By id; in a database of text ids, in the order of the texts.
   * @throws DomainError invalid for a cursor of another prefix
   */
  async find({ prefix = '', ...page }: UsersQuery): Promise<UsersDto> {
    const isText = (await this.ids.form()) === 'text';
    if (!isText && !DIGITS.test(prefix)) return { users: [], nextCursor: null };
    const { rows, nextCursor } = await this.cursors.page<string, NamedUser>(
      `users ${prefix}`,
      page,
      (after, count) =>
        isText
          ? this.database.query(SELECT_USERS_BY_TEXT, [prefix, after, count])
          : this.idsBehind(after === null ? BEFORE_ALL : BigInt(after), idsThatBeginWith(prefix), count),
      ({ text }) => text,
    );
    const ids = rows.map(({ userId }) => userId);
    const users = await this.database.query<FoundUserDto>(SELECT_USERS, [ids]);
    const byId = new Map(users.map((user) => [user.userId, user]));
    return { users: ids.flatMap((id) => byId.get(id) ?? []), nextCursor };
  }

  /**
   * @throws DomainError not_found for a user without any event, invalid for a range that ends before it
   * begins
   */
  async days(userId: string, { from = '0001-01-01', to = '9999-12-31' }: AnyDaysQuery): Promise<UserDaysDto> {
    refuseReversed({ from, to });
    const days = await this.database.query<UserDayDto>(SELECT_DAYS_OF_USER, [userId, from, to, MOST_DAYS]);
    if (days.length === 0) {
      const [row] = await this.database.query<{ known: boolean }>(SELECT_IS_KNOWN, [userId]);
      if (!row!.known)
        throw new DomainError('not_found', 'user_unknown', 'No event of this user has been loaded.');
    }
    return { userId, days };
  }

  /**
   * The first users behind `after` whose ids lie in one of the ranges, ascending. A day of which all events
   * were deleted may still name a user.
   */
  private async idsBehind(after: bigint, ranges: readonly IdRange[], limit: number): Promise<NamedUser[]> {
    const found: string[] = [];
    let from = firstBehind(after, ranges);
    // A statement may return ids beyond a range; the next one begins in the range that follows.
    while (from !== null && found.length < limit) {
      const range = [String(from), String(ranges.at(-1)!.high), DAYS_AT_ONCE];
      const rows = await this.database.query<{ userId: string }>(SELECT_FIRST_USERS, range);
      const ids = rows.map(({ userId }) => BigInt(userId));
      found.push(...ids.filter((id) => isWithin(id, ranges)).map(String));
      from = ids.length === 0 ? null : firstBehind(ids.at(-1)!, ranges);
    }
    return found.slice(0, limit).map((id) => ({ userId: id, text: id }));
  }
}
