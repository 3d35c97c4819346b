import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { SELECT_HAS_EVENTS, SELECT_SONGS } from './catalogue.sql.js';

export interface SongName {
  title: string | null;
  singer: string | null;
}

/** Looks up what the model itself does not hold: names of songs, and users it has never met. */
@Injectable()
export class CatalogueRepository {
  constructor(private readonly database: Database) {}

  /** Names by song id, of those that are known; one statement whatever their number. */
  async songs(songIds: readonly string[]): Promise<Map<string, SongName>> {
    if (songIds.length === 0) return new Map();
    const rows = await this.database.query<SongName & { songId: string }>(SELECT_SONGS, [songIds]);
    return new Map(rows.map(({ songId, title, singer }) => [songId, { title, singer }]));
  }

  async hasEvents(userId: string): Promise<boolean> {
    const [row] = await this.database.query<{ hasEvents: boolean }>(SELECT_HAS_EVENTS, [userId]);
    return row?.hasEvents ?? false;
  }
}
