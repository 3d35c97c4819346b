import { Injectable } from '@nestjs/common';
import { HiddenSongsRepository } from './hidden-songs.repository.js';

/** Takes songs out of every list. Whoever answers notices by the revision that the table keeps. */
@Injectable()
export class HiddenSongsService {
  constructor(private readonly repository: HiddenSongsRepository) {}

  /** Setting what is set already changes nothing. */
  setHidden(songId: string, isHidden: boolean): Promise<void> {
    return this.repository.setHidden(songId, isHidden);
  }
}
