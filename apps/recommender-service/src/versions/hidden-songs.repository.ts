import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { HIDE_SONG, SELECT_HIDDEN_PAGE, SELECT_HIDDEN_SONGS, SHOW_SONG } from './hidden-songs.sql.js';

export interface HiddenSong {
  songId: string;
  title: string | null;
  singer: string | null;
  hiddenAt: Date;
}

/** Songs that must be in no list, in the model or not. */
@Injectable()
export class HiddenSongsRepository {
  constructor(private readonly database: Database) {}

  async all(): Promise<{ revision: number; songIds: string[] }> {
    const [row] = await this.database.query<{ revision: number; songIds: string[] }>(SELECT_HIDDEN_SONGS);
    return row!;
  }

  /** At most `limit` of them by song id, behind the song `after`. */
  async page(after: string | null, limit: number): Promise<HiddenSong[]> {
    return await this.database.query<HiddenSong>(SELECT_HIDDEN_PAGE, [after, limit]);
  }

  async setHidden(songId: string, isHidden: boolean): Promise<void> {
    await this.database.query(isHidden ? HIDE_SONG : SHOW_SONG, [songId]);
  }
}
