import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { SKIPPED_BELOW } from '../interactions/interaction-weight.js';
import { HEARD_SHARE } from '../interactions/heard-share.sql.js';
import type { ActiveDay } from '../interactions/interactions.repository.js';
import type { PairTable } from '../interactions/pair-table.js';
import { findId } from '../interactions/sorted-ids.js';
import type { HeldOutSplit } from '../evaluation/hold-out.js';
import { SongTexts } from './song-texts.js';
import type { TextBlock } from './song-texts.js';
import type { AskedSearch, SearchTask } from './search-weight.js';

/** Users whose searches are read. */
const MOST_USERS = 4_000;
/** Names taken in before other requests get their turn: some milliseconds. */
const TOGETHER = 2_000;

/**
 * What users searched after the day $1 and up to $2, and the songs that they played on the day of the search, not
 * before its minute where that of the play is known, and did not skip: of $3 users who did both.
 */
const SELECT_SEARCHES = `/* recommender.searches_followed_by_plays */
  WITH asker AS (
    SELECT user_id FROM user_day WHERE day > $1::date AND day <= $2::date AND searches > 0 AND plays > 0
      AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = user_day.user_id)
    GROUP BY user_id ORDER BY hashint8(user_id), user_id LIMIT $3
  )
  SELECT user_id AS "userId", query, s.day > $4::date AS "isLater", array_agg(DISTINCT song_id::text) AS played
  FROM search_event s JOIN (
    SELECT user_id, day, song_id, minute FROM play_event
    WHERE day > $1::date AND day <= $2::date AND song_id IS NOT NULL AND ${HEARD_SHARE} >= ${SKIPPED_BELOW}
  ) AS play USING (user_id, day)
  WHERE s.day > $1::date AND s.day <= $2::date AND user_id IN (SELECT user_id FROM asker)
    AND (minute < 0 OR searched_at IS NULL OR minute >= 60 * extract(hour FROM searched_at) + extract(minute FROM searched_at))
  GROUP BY user_id, s.day, query ORDER BY hashint8(user_id), user_id, hashtext(query), s.day`;

interface SearchRow extends Pick<AskedSearch, 'query' | 'isLater'> {
  userId: string;
  played: string[];
}

interface NameRow {
  songId: string;
  title: string | null;
  singer: string | null;
}

/** Read whole and in order: a join of so many ids with the view may be planned as a loop over all of it. */
const SELECT_SONG_NAMES = `/* recommender.names_of_songs */
  SELECT song_id AS "songId", title, singer FROM known_song ORDER BY song_id`;

/** Searches of held-out days, from which a retrain learns what a user's scores weigh in answers to searches. */
@Injectable()
export class SearchesRepository {
  constructor(private readonly database: Database) {}

  /**
   * Null where fewer than two days are held out, or no user searched and played on them.
   * @param days ascending. @param table what users and songs are numbered by.
   */
  async read(
    days: readonly ActiveDay[],
    { cut, to }: HeldOutSplit,
    table: PairTable,
    signal: AbortSignal,
  ): Promise<Omit<SearchTask, 'leastUsers'> | null> {
    const heldOut = days.filter(({ day }) => day > cut);
    const learnedTo = heldOut[(heldOut.length >> 1) - 1]?.day;
    if (learnedTo === undefined) return null;
    const rows = await this.database.transaction(
      (transaction) => transaction.query<SearchRow>(SELECT_SEARCHES, [cut, to, MOST_USERS, learnedTo]),
      { statementTimeoutMs: 0, signal },
    );
    const searches = rows.flatMap(({ userId, query, played, isLater }) => {
      const user = findId(table.userIds, userId);
      const songs = played.map((songId) => findId(table.songIds, songId)).filter((song) => song !== -1);
      return user === -1 || songs.length === 0 ? [] : [{ user, query, played: songs, isLater }];
    });
    if (searches.length === 0) return null;
    return { blocks: await this.textsOf(table), searches, learnedTo };
  }

  /** What the songs of a table are called, in its order. */
  private async textsOf({ songIds }: PairTable): Promise<TextBlock[]> {
    const texts = new SongTexts();
    let song = 0;
    for await (const rows of this.database.stream<NameRow>(SELECT_SONG_NAMES, [], TOGETHER))
      for (const { songId, title, singer } of rows) {
        const id = BigInt(songId);
        // A song of the table that has no name.
        for (; song < songIds.length && songIds[song]! < id; song++) texts.add(null, null);
        if (songIds[song] !== id) continue;
        texts.add(title, singer);
        song++;
      }
    while (song++ < songIds.length) texts.add(null, null);
    texts.close();
    return texts.blocks;
  }
}
