import { Database } from '#common';
import { Injectable, Module } from '@nestjs/common';
import { HEARD_SHARE } from '../interactions/heard-share.sql.js';
import { SKIPPED_BELOW } from '../interactions/interaction-weight.js';

/** Songs that users heard one after the other, session by session, of a user in the order of time. */
export interface Sessions {
  /** Ids of the songs, in any order. */
  songIds: BigInt64Array;
  /** Heard songs of all sessions, by their places in `songIds`. */
  heard: Int32Array;
  /** Where each session begins in `heard`, and the end of the last. */
  starts: Int32Array;
  /** Numbers of users by session; ascending. */
  users: Int32Array;
  /** 1 for each session after the cut; none lies on both sides of it. */
  isLater: Uint8Array;
}

/** Plays that are read at most, about: of all days, but of fewer users where there are more. */
const MOST_PLAYS = 5_000_000;
/** Users are taken by hashes in so many parts. */
const PARTS = 1_024;

/**
 * Sessions up to the day $2, cut after the day $1: a play of a user that begins $3 minutes or
 * more after the one before begins another. Skips, plays without a time of day and excluded users are left out.
 */
const SELECT_SESSIONS = `/* recommender.sessions */
  WITH heard AS (
    SELECT user_id, song_id, day > $1::date AS later, (day - DATE '1970-01-01') * 1440 + minute AS at
    FROM play_event
    WHERE minute >= 0 AND song_id IS NOT NULL AND day <= $2::date AND ${HEARD_SHARE} >= ${SKIPPED_BELOW}
      AND (hashint8(user_id) & ${PARTS - 1}) <
        (SELECT ceil(${PARTS}.0 * ${MOST_PLAYS} / greatest(1, sum(plays))) FROM user_day WHERE day <= $2::date)
      AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = play_event.user_id)
  ), marked AS (
    SELECT *, (at - lag(at) OVER by_time >= $3::int OR later <> lag(later) OVER by_time) IS NOT FALSE AS begins
    FROM heard WINDOW by_time AS (PARTITION BY user_id ORDER BY at, song_id)
  ), numbered AS (
    SELECT *, count(*) FILTER (WHERE begins) OVER (PARTITION BY user_id ORDER BY at, song_id ROWS UNBOUNDED PRECEDING) AS session
    FROM marked
  )
  SELECT user_id AS "userId", later, array_agg(song_id::text ORDER BY at, song_id) AS songs
  FROM numbered GROUP BY user_id, session, later ORDER BY user_id, session`;

/** Rows that are taken in before other requests get their turn. */
const SESSIONS_TOGETHER = 1_000;

interface SessionRow {
  userId: string;
  later: boolean;
  songs: string[];
}

/** Reads in which order songs were heard. */
@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Null where there is none, as of plays without times of day. @param days the last day before the cut, and the last.
   * @param gapMinutes see RECOMMENDER_SESSION_GAP_MINUTES
   */
  async read(
    { cut, to }: { cut: string; to: string },
    gapMinutes: number,
    signal: AbortSignal,
  ): Promise<Sessions | null> {
    const places = new Map<string, number>();
    const [heard, starts, users, isLater]: [number[], number[], number[], number[]] = [[], [0], [], []];
    let last: string | null = null;
    const parameters = [cut, to, gapMinutes];
    const stream = this.database.stream<SessionRow>(SELECT_SESSIONS, parameters, SESSIONS_TOGETHER);
    for await (const rows of stream) {
      signal.throwIfAborted();
      for (const { userId, later, songs } of rows) {
        for (const songId of songs) {
          const place = places.get(songId) ?? places.size;
          places.set(songId, place);
          heard.push(place);
        }
        starts.push(heard.length);
        users.push((users.at(-1) ?? 0) + Number(userId !== last));
        isLater.push(Number(later));
        last = userId;
      }
    }
    if (users.length === 0) return null;
    return {
      songIds: BigInt64Array.from(places.keys(), BigInt),
      heard: Int32Array.from(heard),
      starts: Int32Array.from(starts),
      users: Int32Array.from(users),
      isLater: Uint8Array.from(isLater),
    };
  }
}

@Module({ providers: [SessionsRepository], exports: [SessionsRepository] })
export class SequenceModule {}
