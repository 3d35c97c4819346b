import { Cursors } from '#common';
import { Injectable } from '@nestjs/common';
import type { HiddenSongPageDto } from './hidden-songs.dto.js';
import { HiddenSongsRepository } from './hidden-songs.repository.js';

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

  /** One page by song id; `cursor` is the `nextCursor` of the page before. */
  async page(cursor: string | null, limit: number): Promise<HiddenSongPageDto> {
    const after = cursor === null ? null : await this.cursors.read<string>(LIST, cursor);
    const found = await this.repository.page(after, limit + 1);
    const songs = found.slice(0, limit);
    return {
      songs: songs.map(({ hiddenAt, ...song }) => ({ ...song, hiddenAt: hiddenAt.toISOString() })),
      nextCursor: found.length > limit ? await this.cursors.write(LIST, songs.at(-1)!.songId) : null,
    };
  }
}
