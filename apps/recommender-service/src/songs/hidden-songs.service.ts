import { Injectable } from '@nestjs/common';
import type { HiddenSongPageDto } from './hidden-songs.dto.js';
import { HiddenSongsRepository } from './hidden-songs.repository.js';

/** Takes songs out of every list. Whoever answers notices by the revision that the table keeps. */
@Injectable()
export class HiddenSongsService {
  constructor(private readonly repository: HiddenSongsRepository) {}

  /** Setting what is set already changes nothing. */
  setHidden(songId: string, isHidden: boolean): Promise<void> {
    return this.repository.setHidden(songId, isHidden);
  }

  /** One page by song id; `cursor` is the `nextCursor` of the page before. */
  async page(cursor: string | null, limit: number): Promise<HiddenSongPageDto> {
    const found = await this.repository.page(cursor, limit + 1);
    const songs = found.slice(0, limit);
    return {
      songs: songs.map(({ hiddenAt, ...song }) => ({ ...song, hiddenAt: hiddenAt.toISOString() })),
      nextCursor: found.length > limit ? songs.at(-1)!.songId : null,
    };
  }
}
