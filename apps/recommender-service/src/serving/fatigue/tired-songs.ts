import { Database, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { UserListener } from '../../listener/listeners.js';
import type { RecommenderSettings } from '../../recommender.settings.js';
import { SELECT_TIRED_SONGS } from './tired-songs.sql.js';

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
