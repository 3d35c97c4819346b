import { Database, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { UserListener } from '../../listener/listeners.js';
import type { RecommenderSettings } from '../../recommender.settings.js';

/**
 * Songs that users $1 were shown at least $2 times within the last $3 days without one of these showings
 * being followed by a play or download that names it: the ids by user, those shown most often first, $4 at
 * most.
 */
const SELECT_TIRED_SONGS = `/* recommender.tired_songs */
  SELECT user_id AS "userId", (array_agg(song_id::text ORDER BY times DESC, song_id))[:$4] AS "songIds" FROM (
    SELECT i.user_id, i.song_id, count(*) AS times
    FROM recommendation_impression i
    LEFT JOIN event_recommendation e
      ON e.recommendation_id = i.recommendation_id AND e.song_id = i.song_id AND e.user_id = i.user_id
    WHERE i.user_id = ANY ($1::bigint[]) AND i.shown_at >= now() - make_interval(days => $3)
    GROUP BY i.user_id, i.song_id HAVING count(DISTINCT i.recommendation_id) >= $2 AND count(e.song_id) = 0
  ) AS shown GROUP BY user_id`;

/** Songs of a user that sink at most: a cursor holds them. */
const MOST_TIRED = 200;

/** Songs that users were shown again and again and did not play. */
@Injectable()
export class TiredSongs {
  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  /**
   * For each listener the rows that sink, those that were played meanwhile aside. One statement, and none
   * where the setting is 0.
   */
  async of(users: readonly UserListener[]): Promise<number[][]> {
    const { RECOMMENDER_FATIGUE_AFTER: times, RECOMMENDER_FATIGUE_DAYS: days } = this.settings;
    if (times === 0) return users.map(() => []);
    const rows = await this.database.query<{ userId: string; songIds: string[] }>(SELECT_TIRED_SONGS, [
      users.map(({ userId }) => userId),
      times,
      days,
      MOST_TIRED,
    ]);
    const byUser = new Map(rows.map(({ userId, songIds }) => [userId, songIds]));
    return users.map(({ userId, served: { model }, listener }) => {
      const played = new Set(listener.history.songs);
      return (byUser.get(userId) ?? [])
        .map((songId) => model.findSong(songId))
        .filter((song) => song !== -1 && !played.has(song));
    });
  }
}
