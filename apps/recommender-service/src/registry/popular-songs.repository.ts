import { LONG_STATEMENTS, Reads } from '#common';
import type { SongProperties } from '#common';
import { Injectable } from '@nestjs/common';
import { hasLength, HEARD_SHARE, IS_HEARD } from '../interactions/heard-share.sql.js';
import { SKIPPED_BELOW } from '../interactions/interaction-weight.js';
import type { NamedSong } from './named-song.dto.js';

/**
 * Newest day of which plays or downloads were loaded. The newest day of events that come one by one is still
 * running and does not count, unless archives of that day were loaded too.
 */
const SELECT_NEWEST_DAY = `/* recommender.newest_day */
  WITH loaded AS (
    SELECT name, kind, coalesce(archive.day, of_event.day) AS day
    FROM archive LEFT JOIN archive_event_day AS of_event ON of_event.archive_id = archive.id AND archive.day IS NULL
    WHERE state IN ('loaded', 'partial') AND archive.event_count > 0
  )
  SELECT max(day) AS day FROM loaded
  WHERE kind IN ('play', 'download')
    AND (name NOT LIKE 'events/%' OR day < (SELECT max(day) FROM loaded WHERE name LIKE 'events/%'))`;

/** Users with plays or downloads from $1 to $2. Excluded users do not count. */
const SELECT_ACTIVE_USERS = `/* recommender.active_users */
  SELECT count(*)::int AS users FROM (
    SELECT user_id FROM user_day WHERE day BETWEEN $1 AND $2 AND (plays > 0 OR downloads > 0) GROUP BY user_id) AS active
  WHERE NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = active.user_id)`;

/**
 * What is known of each row's song, by its index: of how many rows there are, the planner knows nothing. OFFSET
 * keeps it from joining the whole view.
 */
const knownSong = (of: string): string => `CROSS JOIN LATERAL (
    SELECT title, singer, length_seconds, properties FROM known_song k WHERE k.song_id = ${of}.song_id OFFSET 0
  ) AS song`;

/**
 * Songs by users who heard or downloaded them from $1 to $2, at least $3 seconds long, the first $4. Skips,
 * excluded users and hidden songs do not count.
 */
const SELECT_POPULAR_SONGS = `/* recommender.popular_songs */
  WITH heard AS (
    SELECT song_id, user_id FROM play_event
    WHERE day BETWEEN $1 AND $2 AND song_id IS NOT NULL AND ${IS_HEARD}
    UNION
    SELECT song_id, user_id FROM download_event WHERE day BETWEEN $1 AND $2 AND song_id IS NOT NULL
  ), counted AS (
    SELECT song_id, count(*)::int AS listeners FROM heard
    WHERE NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = heard.user_id)
    GROUP BY song_id
  )
  SELECT song_id AS "songId", title, singer, length_seconds AS seconds, properties, listeners
  FROM (SELECT * FROM counted ORDER BY listeners DESC, song_id) AS popular ${knownSong('popular')}
  WHERE ${hasLength('$3')} AND NOT EXISTS (SELECT FROM hidden_song h WHERE h.song_id = popular.song_id)
  ORDER BY listeners DESC, song_id LIMIT $4`;

/** What the popular songs depend on: an archive that is replaced gets another number. */
const SELECT_BASIS = `/* recommender.popular_basis */
  SELECT concat_ws(' ', (SELECT md5(string_agg(concat_ws(' ', id, state, event_count), ',' ORDER BY id)) FROM archive),
    (SELECT concat_ws(' ', count(*), max(since)) FROM excluded_user),
    (SELECT string_agg(value::text, ' ' ORDER BY name) FROM revision)) AS basis`;

/** Songs that are hidden, or said to be shorter than $1 seconds. */
const SELECT_UNLISTED_SONGS = `/* recommender.unlisted_songs */
  SELECT song_id AS "songId" FROM hidden_song
  UNION SELECT song_id FROM song_properties WHERE (properties ->> 'seconds')::float8::int < $1`;

/** Days after which a listener counts half in what rises. */
const HALF_LIFE_DAYS = 3;

/**
 * Songs that rise, over the $2 days up to $1, the first $4 with songs of $3 seconds or more. A user counts
 * once a song and window, on the newest day of hearing it (skips aside) or of a download, and half as much
 * for each {@link HALF_LIFE_DAYS} before the last one: however often a user plays a song, it is one
 * listener. The same is counted for the window before. The score is how far the count is above what was
 * expected, in (roughly) standard deviations of a count: (now - expected) / sqrt(expected + 1), where
 * expected is the count of the window before, times the ratio of all songs' counts: a day of which logs are
 * missing, or that is not over, lowers all songs alike and is no fall of any.
 */
const SELECT_TRENDING_SONGS = `/* recommender.trending_songs */
  WITH heard AS (
    SELECT song_id, user_id, day FROM play_event
    WHERE day > $1::date - 2 * $2::int AND day <= $1::date AND song_id IS NOT NULL
      AND ${HEARD_SHARE} >= ${SKIPPED_BELOW}
    UNION ALL
    SELECT song_id, user_id, day FROM download_event
    WHERE day > $1::date - 2 * $2::int AND day <= $1::date AND song_id IS NOT NULL
  ), listener AS (
    SELECT song_id, day > $1::date - $2::int AS "isNow", max(day) AS day FROM heard
    WHERE NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = heard.user_id)
    GROUP BY song_id, user_id, day > $1::date - $2::int
  ), counted AS (
    SELECT song_id, (count(*) FILTER (WHERE "isNow"))::int AS listeners,
      coalesce(sum(2 ^ (-($1::date - day) / ${HALF_LIFE_DAYS}::float8)) FILTER (WHERE "isNow"), 0) AS now,
      coalesce(sum(2 ^ (-($1::date - $2::int - day) / ${HALF_LIFE_DAYS}::float8)) FILTER (WHERE NOT "isNow"), 0) AS before
    FROM listener GROUP BY song_id
  ), expecting AS (
    SELECT c.*, coalesce(before * sum(now) OVER () / nullif(sum(before) OVER (), 0), 0) AS expected FROM counted c
  )
  SELECT song_id AS "songId", title, singer, length_seconds AS seconds, properties, listeners, score
  FROM (
    SELECT *, (now - expected) / sqrt(expected + 1) AS score FROM expecting WHERE now > expected ORDER BY score DESC, song_id
  ) AS rising ${knownSong('rising')}
  WHERE ${hasLength('$3')} AND NOT EXISTS (SELECT FROM hidden_song h WHERE h.song_id = rising.song_id)
  ORDER BY score DESC, song_id LIMIT $4`;

/** Songs released behind $1 and up to today, newest first, at most $2. */
const SELECT_RELEASED_SONGS = `/* recommender.released_songs */
  SELECT song_id AS "songId", title, singer, length_seconds AS seconds, properties, properties ->> 'released' AS released
  FROM known_song AS song
  WHERE properties ? 'released' AND (properties ->> 'released') COLLATE "C" > $1
    AND (properties ->> 'released') COLLATE "C" <= to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD')
    AND NOT EXISTS (SELECT FROM hidden_song h WHERE h.song_id = song.song_id)
  ORDER BY (properties ->> 'released') COLLATE "C" DESC, event_count DESC, song_id LIMIT $2`;

export interface ReleasedSong extends Omit<CountedSong, 'seconds' | 'listeners'> {
  seconds: number | null;
  released: string;
}

export interface CountedSong extends NamedSong {
  seconds: number;
  properties: SongProperties | null;
  listeners: number;
}

export interface TrendingSong extends CountedSong {
  score: number;
}

/** Counts listeners of songs over days that the tables hold. */
@Injectable()
export class PopularSongsRepository {
  constructor(private readonly reads: Reads) {}

  async newestDay(): Promise<string | null> {
    const [row] = await this.select<{ day: string | null }>(SELECT_NEWEST_DAY);
    return row?.day ?? null;
  }

  /** @param signal of a job: the statement may take as long, and ends when it fires */
  async activeUsers(from: string, to: string, signal?: AbortSignal): Promise<number> {
    const [row] = await this.select<{ users: number }>(SELECT_ACTIVE_USERS, [from, to], signal);
    return row?.users ?? 0;
  }

  /** @param signal as for {@link activeUsers} */
  async songs(
    from: string,
    to: string,
    minSongSeconds: number,
    limit: number,
    signal?: AbortSignal,
  ): Promise<CountedSong[]> {
    return await this.select<CountedSong>(SELECT_POPULAR_SONGS, [from, to, minSongSeconds, limit], signal);
  }

  /** @param signal as for {@link activeUsers} */
  async basis(signal: AbortSignal): Promise<string> {
    const [row] = await this.select<{ basis: string }>(SELECT_BASIS, [], signal);
    return row!.basis;
  }

  async unlisted(minSongSeconds: number): Promise<string[]> {
    const rows = await this.select<{ songId: string }>(SELECT_UNLISTED_SONGS, [minSongSeconds]);
    return rows.map(({ songId }) => songId);
  }

  async released(after: string, limit: number, signal?: AbortSignal): Promise<ReleasedSong[]> {
    return await this.select<ReleasedSong>(SELECT_RELEASED_SONGS, [after, limit], signal);
  }

  /**
   * @param to last day. @param days of the window; as many before are what it is compared with. @param signal as for
   * {@link activeUsers}
   */
  async trending(
    to: string,
    days: number,
    minSongSeconds: number,
    limit: number,
    signal?: AbortSignal,
  ): Promise<TrendingSong[]> {
    return await this.select<TrendingSong>(SELECT_TRENDING_SONGS, [to, days, minSongSeconds, limit], signal);
  }

  private async select<Row>(sql: string, parameters: unknown[] = [], signal?: AbortSignal): Promise<Row[]> {
    return await this.reads.run('recent', (database) =>
      signal === undefined
        ? database.query<Row>(sql, parameters)
        : database.transaction((transaction) => transaction.query<Row>(sql, parameters), {
            ...LONG_STATEMENTS,
            signal,
          }),
    );
  }
}
