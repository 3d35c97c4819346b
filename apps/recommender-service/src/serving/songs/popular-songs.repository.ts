import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { SELECT_NEWEST_DAY, SELECT_POPULAR_SONGS } from './popular-songs.sql.js';
import type { PopularSongDto } from './songs.dto.js';

/** Counts listeners of songs over days that the tables hold. */
@Injectable()
export class PopularSongsRepository {
  constructor(private readonly database: Database) {}

  async newestDay(): Promise<string | null> {
    const [row] = await this.database.query<{ day: string | null }>(SELECT_NEWEST_DAY);
    return row?.day ?? null;
  }

  async songs(from: string, to: string, minSongSeconds: number, limit: number): Promise<PopularSongDto[]> {
    return await this.database.query<PopularSongDto>(SELECT_POPULAR_SONGS, [from, to, minSongSeconds, limit]);
  }
}
