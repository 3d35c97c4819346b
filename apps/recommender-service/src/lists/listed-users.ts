import { Database, DomainError, OuterIds } from '#common';
import { Injectable } from '@nestjs/common';
import { findId } from '../interactions/sorted-ids.js';
import { eventsSince } from '../listener/received-events.js';
import { UserNewsRepository } from '../listener/user-news.repository.js';
import type { ServingState } from '../registry/serving-state.js';
import type { ListedUser } from './list-task.js';

const SELECT_AUDIENCE = `/* recommender.audience_by_key */
  SELECT id FROM audience WHERE key = $1 AND archived_at IS NULL`;

const SELECT_MEMBERS = `/* recommender.audience_members */
  SELECT user_id AS "userId" FROM audience_member WHERE audience_id = $1 ORDER BY user_id`;

/** Users who were excluded at $1 or later, for an erasure too. */
const SELECT_EXCLUDED_SINCE = `/* recommender.excluded_since */
  SELECT user_id AS "userId" FROM excluded_user WHERE since >= $1`;

const NO_LIMIT = 2 ** 31 - 1;

/** Whom lists are written for, and what is known of them now. */
@Injectable()
export class ListedUsers {
  constructor(
    private readonly database: Database,
    private readonly news: UserNewsRepository,
    private readonly ids: OuterIds,
  ) {}

  /** @throws DomainError not_found (audience_unknown) */
  async audienceId(key: string): Promise<number> {
    const [row] = await this.database.query<{ id: number }>(SELECT_AUDIENCE, [key]);
    if (row !== undefined) return row.id;
    throw new DomainError(
      'not_found',
      'audience_unknown',
      `There is no audience ${key}: GET /churn/audiences lists them.`,
    );
  }

  /** Ascending. */
  async membersOf(audienceId: number): Promise<BigInt64Array> {
    const ids: bigint[] = [];
    for await (const rows of this.database.stream<{ userId: string }>(SELECT_MEMBERS, [audienceId]))
      for (const { userId } of rows) ids.push(BigInt(userId));
    return BigInt64Array.from(ids);
  }

  /** Users of a model, and those who came later. Ascending. @param since milliseconds, of events it does not know */
  async allOf(userIds: BigInt64Array, since: number): Promise<BigInt64Array> {
    const heard = await this.news.usersSince(since, NO_LIMIT);
    const newcomers = heard.filter(({ userId }) => findId(userIds, userId) === -1);
    const all = new BigInt64Array(userIds.length + newcomers.length);
    all.set(userIds);
    newcomers.forEach(({ userId }, n) => (all[userIds.length + n] = BigInt(userId)));
    return newcomers.length === 0 ? all : all.sort();
  }

  async excludedSince(time: Date): Promise<string[]> {
    const rows = await this.database.query<{ userId: string }>(SELECT_EXCLUDED_SINCE, [time]);
    return rows.map(({ userId }) => userId);
  }

  /** Without those who are excluded or being erased. @param since milliseconds, of events a model does not know */
  async known(
    userIds: readonly string[],
    since: number,
  ): Promise<{ users: ListedUser[]; state: ServingState }> {
    const { state, of } = await this.news.read(since, userIds);
    const shown = await this.ids.shown('user', userIds);
    const users = userIds.flatMap((userId) => {
      const { isExcluded, isErased, events, dislikes } = of(userId);
      const user = { userId, shown: shown(userId), events: eventsSince(events, since), dislikes };
      return isExcluded || isErased ? [] : [user];
    });
    return { users, state };
  }
}
