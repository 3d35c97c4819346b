import type { ScannedLine } from '../formats/scanned-line.js';
import type { SongEvent } from '../formats/song-line.js';
import { readSongText } from '../formats/song-text.js';
import type { Id } from '../formats/whole-number.js';
import type { SongNames } from '../storage/copy/event-rows.js';

const UNNAMED: SongNames = [null, null];
/** Some 10 MiB. */
const MOST_SONGS = 2 ** 17;

/**
 * Title and singer of the rows of one file of many days. A song gets its title from its newest day, so most
 * rows need none: the days of the last songs that were named are known, of a bounded number of songs.
 */
export class SongNaming {
  private readonly namedOn = new Map<Id, number>();

  /** @param day any count of days */
  of(
    { songId, titleStart, titleEnd, singerStart, singerEnd }: SongEvent,
    line: ScannedLine,
    day: number,
  ): SongNames {
    if (songId === null || titleEnd <= titleStart) return UNNAMED;
    const named = this.namedOn.get(songId);
    if (named !== undefined && named >= day) return UNNAMED;
    const title = readSongText(line.bytes, titleStart, titleEnd);
    if (title === null) return UNNAMED;
    if (this.namedOn.size >= MOST_SONGS) this.namedOn.clear();
    this.namedOn.set(songId, day);
    return [title, readSongText(line.bytes, singerStart, singerEnd)];
  }
}
