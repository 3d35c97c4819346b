import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { SELECT_SONGS, SELECT_USER_STANDING } from './catalogue.sql.js';

export interface SongName {
  title: string | null;
  singer: string | null;
}

export interface UserStanding {
  isExcluded: boolean;
  hasEvents: boolean;
}

/** Looks up what the model itself does not hold: names of songs, and users it has never met. */
@Injectable()
export class CatalogueRepository {
  constructor(private readonly database: Database) {}

  /** Names by song id, of those that are known; one statement whatever their number. */
  async songs(songIds: readonly string[]): Promise<Map<string, SongName>> {
    const rows = await this.database.query<SongName & { songId: string }>(SELECT_SONGS, [songIds]);
    return new Map(rows.map(({ songId, title, singer }) => [songId, { title, singer }]));
  }

  async userStanding(userId: string): Promise<UserStanding> {
    const [row] = await this.database.query<UserStanding>(SELECT_USER_STANDING, [userId]);
    return row ?? { isExcluded: false, hasEvents: false };
  }
}
