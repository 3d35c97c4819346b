import { Reads } from '#common';
import { Injectable } from '@nestjs/common';
import {
  SELECT_ACTIVE_USERS,
  SELECT_NEWEST_DAY,
  SELECT_POPULAR_SONGS,
  SELECT_TRENDING_SONGS,
} from './popular-songs.sql.js';

export interface CountedSong {
  songId: string;
  title: string | null;
  singer: string | null;
  seconds: number;
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

  async activeUsers(from: string, to: string): Promise<number> {
    const [row] = await this.select<{ users: number }>(SELECT_ACTIVE_USERS, [from, to]);
    return row?.users ?? 0;
  }

  async songs(from: string, to: string, minSongSeconds: number, limit: number): Promise<CountedSong[]> {
    return await this.select<CountedSong>(SELECT_POPULAR_SONGS, [from, to, minSongSeconds, limit]);
  }

  /** @param to last day. @param days of the window; as many before are what it is compared with. */
  async trending(to: string, days: number, minSongSeconds: number, limit: number): Promise<TrendingSong[]> {
    return await this.select<TrendingSong>(SELECT_TRENDING_SONGS, [to, days, minSongSeconds, limit]);
  }

  private async select<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return await this.reads.run('recent', (database) => database.query<Row>(sql, parameters));
  }
}
