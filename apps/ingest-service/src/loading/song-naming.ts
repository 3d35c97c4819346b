import { addDays } from '#common/calendar';
import type { ScannedLine } from '../formats/scanned-line.js';
import type { SongEvent } from '../formats/song-line.js';
import { readSongText } from '../formats/song-text.js';
import { cached } from '../mapping/values.js';
import type { SongNames } from '../storage/copy/event-rows.js';
import { NAMING_SEPARATOR } from '../storage/songs/songs.sql.js';

/** An event that names no song. */
export const UNNAMED: SongNames = [null, null];
const PG_EPOCH = '2000-01-01';
/** A day as namings have it. */
const digitsOf = cached((day: number) => addDays(PG_EPOCH, day).replaceAll('-', ''));
/** Some 10 MiB. */
const MOST_SONGS = 2 ** 17;

/**
 * Title and singer of the rows of one file of many days. A song gets its title from its newest day, so most
 * rows need none: the days of the last songs that were named are known, of a bounded number of songs.
 */
export class SongNaming {
  private readonly namedOn = new Map<unknown, number>();

  /**
   * @param day any count of days
   * @param song what is the same for the same song, where that is not its id
   */
  of(event: SongEvent, line: ScannedLine, day: number, song: unknown = event.songId): SongNames {
    if (event.songId === null || event.titleEnd <= event.titleStart) return UNNAMED;
    const named = this.namedOn.get(song);
    if (named !== undefined && named >= day) return UNNAMED;
    const names = namesIn(event, line);
    if (names === UNNAMED) return UNNAMED;
    if (this.namedOn.size >= MOST_SONGS) this.namedOn.clear();
    this.namedOn.set(song, day);
    return names;
  }
}

/** Title and singer of a line, repaired; a singer without a title names no song. */
export function namesIn(
  { titleStart, titleEnd, singerStart, singerEnd }: SongEvent,
  line: ScannedLine,
): SongNames {
  const title = textOf(line, titleStart, titleEnd);
  return title === null ? UNNAMED : [title, textOf(line, singerStart, singerEnd)];
}

/** What is known of the names of a song whose events are counted in memory. */
export interface NamedSong {
  /** Texts as the last record had them; null: they were repaired. */
  title: string | null;
  singer: string;
  /** What was read from them. */
  names: SongNames;
  singerHash: number | null;
  /** The names of its newest day that has a title, and that day. */
  newestNames: SongNames;
  namedOn: number;
}

/** The song has the names of the last record, if that is of its newest day. */
export function nameOn(known: NamedSong, day: number): void {
  if (known.names[0] === null || known.namedOn >= day) return;
  known.newestNames = known.names;
  known.namedOn = day;
}

/** As rows of unmerged songs have it; null: nothing names the song. @param archive identity of the one that names it */
export function namingOf(
  { newestNames: [title, singer], namedOn }: NamedSong,
  archive: string,
): string | null {
  if (title === null) return null;
  return [`${digitsOf(namedOn)}/${archive}`, title, singer ?? ''].join(NAMING_SEPARATOR);
}

/** Most lines have nothing to repair. */
function textOf(line: ScannedLine, start: number, end: number): string | null {
  if (line.marks !== 0) return readSongText(line.bytes, start, end);
  return start >= end ? null : (line.bytes as Buffer).toString('utf8', start, end);
}
