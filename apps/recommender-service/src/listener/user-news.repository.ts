import { Database, DomainError, Rounds } from '#common';
import { Injectable } from '@nestjs/common';
import { HEARD_SHARE } from '../interactions/heard-share.sql.js';
import type { HistoryEvent } from './listener.js';
import type { ServingState, ServingStateRow } from '../registry/serving-state.js';
import { SERVING_STATE } from '../registry/serving-state.js';

/**
 * Users with plays or downloads received since $1, the newest $2 of them, newest first, with the milliseconds
 * of the last receipt.
 */
const SELECT_USERS_SINCE = `/* recommender.users_since */
  SELECT user_id AS "userId", (extract(epoch FROM max(received_at)) * 1000)::float8 AS "receivedAt"
  FROM recent_event WHERE received_at >= $1 AND song_id IS NOT NULL AND kind <> 'search'
  GROUP BY user_id ORDER BY max(received_at) DESC, user_id LIMIT $2`;

/**
 * What holds now, and the news of those of users $1 who have any, by user id: null for one who is
 * excluded, false for one who is being erased, for others the plays and downloads that were received since $2
 * (of each: song, kind, share heard, day, milliseconds of its receipt). One row,
 * however many are asked for: most have no news.
 */
const SELECT_NEWS = `/* recommender.news */
  SELECT (
      SELECT json_object_agg(told.user_id, told.events) FROM (
        SELECT x.user_id, CASE WHEN x.by = 'erasure' THEN 'false'::json END AS events FROM excluded_user x WHERE x.user_id = ANY ($1::bigint[])
        UNION ALL
        SELECT r.user_id, json_agg(json_build_array(r.song_id::text, r.kind, ${HEARD_SHARE}, r.happened_at::date,
          (extract(epoch FROM r.received_at) * 1000)::bigint) ORDER BY r.received_at)
        FROM unnest($1::bigint[]) AS u(user_id) JOIN recent_event r ON r.user_id = u.user_id
        WHERE r.received_at >= $2 AND r.song_id IS NOT NULL AND r.kind <> 'search'
          AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = r.user_id)
        GROUP BY r.user_id) told
    ) AS news, ${SERVING_STATE}`;

/** Whether anything is known of a user whom the model does not hold. */
const SELECT_HAS_EVENTS = `/* recommender.has_events */
  SELECT (EXISTS (SELECT FROM user_day WHERE user_id = $1) OR EXISTS (SELECT FROM recent_event WHERE user_id = $1))
    AND NOT EXISTS (SELECT FROM excluded_user WHERE user_id = $1 AND by = 'erasure') AS "hasEvents"`;

interface FreshEvent extends HistoryEvent {
  /** Milliseconds. */
  receivedAt: number;
}

export interface UserNews {
  isExcluded: boolean;
  /** The user is being erased: a stranger. */
  isErased: boolean;
  events: FreshEvent[];
}

interface FoundNews {
  state: ServingState;
  /** Of one of the users who were asked for. */
  of: (userId: string) => UserNews;
}

type EventRow = [songId: string, kind: 'play' | 'download', share: number, day: string, receivedAt: number];

interface NewsRow extends ServingStateRow {
  /** By user id; null for an excluded user, false for one who is being erased. */
  news: Record<string, EventRow[] | null | false> | null;
}

const NO_NEWS: UserNews = { isExcluded: false, isErased: false, events: [] };
const EXCLUDED: UserNews = { ...NO_NEWS, isExcluded: true };
const ERASED: UserNews = { ...NO_NEWS, isErased: true };

/**
 * Reads what may change between two trainings. Nothing is kept: an answer sees what was committed before it
 * was asked for. All requests of one turn of the event loop share a statement.
 */
@Injectable()
export class UserNewsRepository {
  private readonly rounds = new Rounds((since: number, userIds: readonly string[]) =>
    this.read(since, userIds),
  );

  constructor(private readonly database: Database) {}

  /** @throws DomainError not_found for a user of whom nothing is known */
  async refuseUnknown(userId: string): Promise<void> {
    const [row] = await this.database.query<{ hasEvents: boolean }>(SELECT_HAS_EVENTS, [userId]);
    if (row?.hasEvents === true) return;
    throw new DomainError('not_found', 'user_unknown', 'No event of this user has been loaded.');
  }

  /** Who has played or downloaded something since, in milliseconds; the newest first. */
  async usersSince(since: number, most: number): Promise<{ userId: string; receivedAt: number }[]> {
    return await this.database.query(SELECT_USERS_SINCE, [new Date(since), most]);
  }

  /** @param userIds without leading zeros. @param since milliseconds; events received earlier are not read. */
  ofUsers(userIds: readonly string[], since: number): Promise<FoundNews> {
    return this.rounds.ask(since, userIds);
  }

  private async read(since: number, userIds: readonly string[]): Promise<FoundNews> {
    const values = [userIds, new Date(since)];
    const [row] = await this.database.prepared<NewsRow>('recommender_news', SELECT_NEWS, values);
    const { news, state } = row!;
    return {
      state,
      of: (userId) => {
        const events = news?.[userId];
        if (events === undefined) return NO_NEWS;
        if (events === false) return ERASED;
        return events === null ? EXCLUDED : { ...NO_NEWS, events: events.map(eventOf) };
      },
    };
  }
}

function eventOf([songId, kind, share, day, receivedAt]: EventRow): FreshEvent {
  return { songId, kind, share, day, receivedAt };
}
