import { addDays } from '#common/calendar';
import { CopyRows } from '#common/copy';
import type { ArchiveName } from '../formats/archive-name.js';
import type { ScannedLine } from '../formats/scanned-line.js';
import type { SongEvent } from '../formats/song-line.js';
import { readSongText } from '../formats/song-text.js';
import type { Id } from '../formats/whole-number.js';
import { cached } from '../mapping/cached.js';
import { NAMING_SEPARATOR, partOfSong, SONG_PARTS } from '../storage/songs/songs.sql.js';

const PG_EPOCH = '2000-01-01';
/** A day as it begins a naming. */
const digitsOf = cached((day: number) => addDays(PG_EPOCH, day).replaceAll('-', ''));
/** Some 20 MiB. */
const MOST_SONGS = 2 ** 17;
/** Columns of rows of unmerged songs. */
const FIELDS = 5;

/** An archive, which is of a day or has none in its name. */
export type NamingArchive = Pick<ArchiveName, 'identity'> & Partial<Pick<ArchiveName, 'day'>>;

/** Title and singer, repaired; a song without a title is not named, but in a file that has none: there it is blank. */
interface Names {
  title: string | null;
  singer: string;
}

/** What is known of the names of a song. */
export interface NamedSong {
  readonly songId: Id;
  /** What the last record says of it, where it is one of a mapped file. */
  record: { title: string; singer: string; singerHash: number | null } | null;
  /** Those of the last record, and of the newest day that has a title. */
  last: Names;
  newest: Names;
  /** That day. */
  namedOn: number;
}

/**
 * Names of the songs of one archive: each song has them from its newest day. Those of a bounded number of
 * songs are known at a time, so a song may be named more than once.
 */
export class SongNaming {
  private readonly known = new Map<unknown, NamedSong>();

  /**
   * @param archive that names the songs
   * @param withoutTitles a singer alone names a song
   */
  constructor(
    private readonly archive: NamingArchive,
    private readonly withoutTitles: boolean,
  ) {}

  /** @param song what is the same for the same song */
  of(song: unknown): NamedSong | undefined {
    return this.known.get(song);
  }

  /**
   * Notes the names in an event's line.
   * @param day in days since 2000-01-01
   * @param song what is the same for the same song, where that is not its id
   */
  note(event: SongEvent, line: ScannedLine, day: number, song: unknown = event.songId): NamedSong | null {
    if (event.songId === null) return null;
    const last = namesIn(event, line);
    if (this.withoutTitles && last.singer !== '') last.title ??= '';
    const named = this.known.get(song) ?? {
      songId: event.songId,
      record: null,
      last,
      newest: last,
      namedOn: -Infinity,
    };
    named.last = last;
    this.again(named, day);
    this.known.set(song, named);
    return named;
  }

  /** Notes an event of that day with the last names. */
  again(named: NamedSong, day: number): void {
    if (named.last.title === null || named.namedOn >= day) return;
    named.newest = named.last;
    named.namedOn = day;
  }

  get isFull(): boolean {
    return this.known.size >= MOST_SONGS;
  }

  /** Rows of `UNMERGED_COLUMNS` that name songs and count no events, by part; forgets the songs. */
  take(): Uint8Array[][] {
    const { identity, day = null } = this.archive;
    const rows = SONG_PARTS.map(() => new CopyRows());
    for (const { songId, newest, namedOn } of this.known.values()) {
      const { title, singer } = newest;
      if (title === null) continue;
      const archive = day === null ? `${digitsOf(namedOn)}/${identity}` : identity;
      const naming = [archive, title, singer].join(NAMING_SEPARATOR);
      const ofPart = rows[partOfSong(songId)]!;
      ofPart.begin(FIELDS, 3 * naming.length);
      ofPart.int64(songId);
      ofPart.int32(null);
      ofPart.int32(0);
      ofPart.int32(0);
      ofPart.text(naming);
    }
    this.known.clear();
    return rows.map((ofPart) => (ofPart.rows === 0 ? [] : ofPart.finish()));
  }
}

function namesIn({ titleStart, titleEnd, singerStart, singerEnd }: SongEvent, line: ScannedLine): Names {
  return { title: textOf(line, titleStart, titleEnd), singer: textOf(line, singerStart, singerEnd) ?? '' };
}

/** Most lines have nothing to repair. */
function textOf(line: ScannedLine, start: number, end: number): string | null {
  if (start >= end) return null;
  if (line.marks !== 0) return readSongText(line.bytes, start, end);
  return (line.bytes as Buffer).toString('utf8', start, end);
}
