import { Database, DomainError, Rounds } from '#common';
import { Injectable } from '@nestjs/common';
import { HEARD_SHARE } from '../interactions/heard-share.sql.js';
import type { ReceivedEvent } from './received-events.js';
import type { ServingState, ServingStateRow } from '../registry/serving-state.js';
import { SERVING_STATE } from '../registry/serving-state.js';

/** Words of a song, of which the last one of its kind counts, see `eventsSince`. */
const WORDS = "'like', 'unlike', 'dislike', 'undislike', 'add', 'unadd'";
/** What lists learn from at once, see `eventWeight`. */
const COUNTED = `'play', 'download', 'skip', ${WORDS}`;

/** The last word of a user and a song that was received before $2, of the kind of `r`; null: none. */
const WORD_BEFORE = `CASE WHEN r.kind IN (${WORDS}) THEN (
    SELECT word.said FROM (
      SELECT e.kind AS said, e.happened_at FROM recent_event e
      WHERE e.user_id = r.user_id AND e.song_id = r.song_id AND e.received_at < $2 AND e.kind IN (${WORDS})
      UNION ALL
      SELECT o.said, coalesce(o.happened_at, o.day) FROM opinion o
      WHERE o.user_id = r.user_id AND o.song_id = r.song_id AND coalesce(o.happened_at, o.day) < (
        SELECT min(f.happened_at) FROM recent_event f
        WHERE f.user_id = r.user_id AND f.song_id = r.song_id AND f.received_at >= $2 AND f.kind LIKE '%like')
    ) AS word
    WHERE (word.said LIKE '%like') = (r.kind LIKE '%like')
    ORDER BY word.happened_at DESC, word.said LIKE 'un%' DESC LIMIT 1) END`;

/** Whether the row `o` of `opinion` is a dislike after which the user said nothing else of the song or singer. */
export const IS_DISLIKED = `o.said = 'dislike' AND NOT EXISTS (
          SELECT FROM opinion later WHERE later.user_id = o.user_id AND later.song_id IS NOT DISTINCT FROM o.song_id
            AND later.of_singer IS NOT DISTINCT FROM o.of_singer
            AND (later.day, coalesce(later.happened_at, later.day)) > (o.day, coalesce(o.happened_at, o.day)))`;

/**
 * Users with plays, downloads or words of a song received since $1, the newest $2 of them, newest first, with
 * the milliseconds of the last receipt.
 */
const SELECT_USERS_SINCE = `/* recommender.users_since */
  SELECT user_id AS "userId", (extract(epoch FROM max(received_at)) * 1000)::float8 AS "receivedAt"
  FROM recent_event WHERE received_at >= $1 AND song_id IS NOT NULL AND kind IN (${COUNTED})
  GROUP BY user_id ORDER BY max(received_at) DESC, user_id LIMIT $2`;

/**
 * What holds now, and the news of those of users $1 who have any, by user id: null for one who is excluded,
 * false for one who is being erased, for others the plays, downloads and words that were received since $2 (of
 * each: song, kind, share heard, day, milliseconds of its receipt, and the word before it), in the order in
 * which they happened; and what users dislike, songs and singers, where they said nothing else of it later. One
 * row, however many are asked for: most have no news.
 */
const SELECT_NEWS = `/* recommender.news */
  SELECT (
      SELECT json_object_agg(told.user_id, told.events) FROM (
        SELECT x.user_id, CASE WHEN x.by = 'erasure' THEN 'false'::json END AS events FROM excluded_user x WHERE x.user_id = ANY ($1::bigint[])
        UNION ALL
        SELECT r.user_id, json_agg(json_build_array(r.song_id::text, r.kind, ${HEARD_SHARE}, r.happened_at::date,
          (extract(epoch FROM r.received_at) * 1000)::bigint, ${WORD_BEFORE}) ORDER BY r.happened_at, r.kind LIKE 'un%')
        FROM unnest($1::bigint[]) AS u(user_id) JOIN recent_event r ON r.user_id = u.user_id
        WHERE r.received_at >= $2 AND r.song_id IS NOT NULL AND r.kind IN (${COUNTED})
          AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = r.user_id)
        GROUP BY r.user_id) told
    ) AS news, (
      SELECT json_object_agg(disliked.user_id, disliked.of) FROM (
        SELECT o.user_id, json_agg(json_build_array(o.song_id::text, o.of_singer)) AS of FROM opinion o
        WHERE o.user_id = ANY ($1::bigint[]) AND ${IS_DISLIKED}
        GROUP BY o.user_id) disliked
    ) AS dislikes, ${SERVING_STATE}`;

/** Whether anything is known of a user whom the model does not hold. */
const SELECT_HAS_EVENTS = `/* recommender.has_events */
  SELECT (EXISTS (SELECT FROM user_day WHERE user_id = $1) OR EXISTS (SELECT FROM recent_event WHERE user_id = $1))
    AND NOT EXISTS (SELECT FROM excluded_user WHERE user_id = $1 AND by = 'erasure') AS "hasEvents"`;

export interface UserNews {
  isExcluded: boolean;
  /** The user is being erased: a stranger. */
  isErased: boolean;
  /** In the order in which they happened. */
  events: readonly ReceivedEvent[];
  dislikes: Dislikes;
}

/** What a user dislikes now: songs, and singers by their names. */
export interface Dislikes {
  songIds: readonly string[];
  singers: readonly string[];
}

interface FoundNews {
  state: ServingState;
  /** Of one of the users who were asked for. */
  of: (userId: string) => UserNews;
}

interface NewsRow extends ServingStateRow {
  /** By user id; null for an excluded user, false for one who is being erased. */
  news: Record<string, ReceivedEvent[] | null | false> | null;
  /** By user id: a song or a singer. */
  dislikes: Record<string, [songId: string | null, singer: string | null][]> | null;
}

export const NO_DISLIKES: Dislikes = { songIds: [], singers: [] };
const NO_NEWS: UserNews = { isExcluded: false, isErased: false, events: [], dislikes: NO_DISLIKES };
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

  /** {@link ofUsers} by a statement of its own, which no request waits for. */
  async read(since: number, userIds: readonly string[]): Promise<FoundNews> {
    const values = [userIds, new Date(since)];
    const [row] = await this.database.prepared<NewsRow>('recommender_news', SELECT_NEWS, values);
    const { news, dislikes: disliked, state } = row!;
    return {
      state,
      of: (userId) => {
        const events = news?.[userId];
        if (events === false) return ERASED;
        const dislikes = dislikesOf(disliked?.[userId]);
        if (events === null) return { ...EXCLUDED, dislikes };
        return { ...NO_NEWS, events: events ?? [], dislikes };
      },
    };
  }
}

function dislikesOf(rows: [songId: string | null, singer: string | null][] = []): Dislikes {
  if (rows.length === 0) return NO_DISLIKES;
  return {
    songIds: rows.flatMap(([songId]) => songId ?? []),
    singers: rows.flatMap(([, singer]) => singer ?? []),
  };
}
