import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { HIDE_SONG, SELECT_HIDDEN_SONGS, SHOW_SONG } from './hidden-songs.sql.js';

/** Songs that must be in no list, in the model or not. */
@Injectable()
export class HiddenSongsRepository {
  constructor(private readonly database: Database) {}

  async all(): Promise<{ revision: number; songIds: string[] }> {
    const [row] = await this.database.query<{ revision: number; songIds: string[] }>(SELECT_HIDDEN_SONGS);
    return row!;
  }

  async setHidden(songId: string, isHidden: boolean): Promise<void> {
    await this.database.query(isHidden ? HIDE_SONG : SHOW_SONG, [songId]);
  }
}
