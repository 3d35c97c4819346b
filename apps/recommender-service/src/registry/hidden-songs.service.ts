import { Cursors } from '#common';
import type { CursorQuery } from '#common';
import { Injectable } from '@nestjs/common';
import type { HiddenSongPageDto } from './hidden-songs.dto.js';
import { HiddenSongsRepository } from './hidden-songs.repository.js';
import type { NamedHiddenSong } from './hidden-songs.repository.js';

const LIST = 'hidden songs';

/** Takes songs out of every list. Services notice it by the revision that the table keeps. */
@Injectable()
export class HiddenSongsService {
  constructor(
    private readonly repository: HiddenSongsRepository,
    private readonly cursors: Cursors,
  ) {}

  /** Setting what is set already changes nothing. */
  setHidden(songId: string, isHidden: boolean): Promise<void> {
    return this.repository.setHidden(songId, isHidden);
  }

  /** One page by song id. */
  async page(query: CursorQuery): Promise<HiddenSongPageDto> {
    const { rows, nextCursor } = await this.cursors.page<string, NamedHiddenSong>(
      LIST,
      query,
      (after, count) => this.repository.page(after, count),
      ({ songId }) => songId,
    );
    const songs = rows.map(({ hiddenAt, ...song }) => ({ ...song, hiddenAt: hiddenAt.toISOString() }));
    return { songs, nextCursor };
  }
}
