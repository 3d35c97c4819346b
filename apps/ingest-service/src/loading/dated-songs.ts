import { CopyRows } from '../storage/copy/copy-rows.js';
import type { SongRows } from '../storage/copy/song-rows.js';
import { NAMING_SEPARATOR, songPartOf } from '../storage/songs.sql.js';
import type { SongPart } from '../storage/songs.sql.js';
import { readSongText } from '../formats/song-text.js';
import type { ScannedLine } from '../formats/scanned-line.js';
import type { Id } from '../formats/whole-number.js';

/** An event's song; title and singer are places in the line's bytes. */
interface TitledSong {
  songId: Id | null;
  titleStart: number;
  titleEnd: number;
  singerStart: number;
  singerEnd: number;
}

interface DatedSong {
  events: number;
  /** Title and singer as one text, which takes less memory; null without a title. */
  texts: string | null;
  /** Days since 2000-01-01. */
  titleDay: number;
  /** Seconds, ascending, each with how often it occurs behind it: most songs have one length. */
  lengths: number[] | null;
}

/** Before all days; a small whole number, as the days are. */
const NEVER = -(2 ** 30);
const DAY_MS = 86_400_000;
const EPOCH_MS = Date.UTC(2000, 0, 1);

/**
 * What one file of many days says of its songs: the title of the newest day, the events, how often each length occurs. It takes some 200 bytes
 * of memory a song.
 */
export class DatedSongs implements SongRows {
  private readonly songs = new Map<Id, DatedSong>();

  /** @param countsSongs false: these events were counted with their songs before, as those of dropped days stay */
  constructor(
    private readonly archive: string,
    private readonly countsSongs: boolean,
  ) {}

  /** @param day days since 2000-01-01; @param seconds null or 0 when unknown */
  add(event: TitledSong, line: ScannedLine, day: number, seconds: number | null): void {
    if (event.songId === null) return;
    let song = this.songs.get(event.songId);
    if (song === undefined) {
      song = { events: 0, texts: null, titleDay: NEVER, lengths: null };
      this.songs.set(event.songId, song);
    }
    if (day > song.titleDay && event.titleEnd > event.titleStart) {
      song.titleDay = day;
      const title = readSongText(line.bytes, event.titleStart, event.titleEnd);
      const singer = readSongText(line.bytes, event.singerStart, event.singerEnd) ?? '';
      song.texts = title === null ? null : [title, singer].join(NAMING_SEPARATOR);
    }
    if (!this.countsSongs) return;
    song.events++;
    if (seconds !== null && seconds > 0) countLength(song, seconds);
  }

  *rows(part: SongPart): Generator<Buffer> {
    const rows = new CopyRows();
    for (const [songId, song] of this.songs) {
      if (songPartOf(songId) !== part) continue;
      const [seconds = null, plays = 0, ...further] = song.lengths ?? [];
      addRow(rows, songId, seconds, plays, song.events, namingOf(song, this.archive));
      for (let at = 0; at < further.length; at += 2)
        addRow(rows, songId, further[at]!, further[at + 1]!, 0, null);
      if (rows.hasFull) yield* rows.take();
    }
    yield* rows.finish();
  }
}

function countLength(song: DatedSong, seconds: number): void {
  const lengths = (song.lengths ??= []);
  let [from, to] = [0, lengths.length / 2];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (lengths[2 * middle]! < seconds) from = middle + 1;
    else to = middle;
  }
  if (lengths[2 * from] === seconds) lengths[2 * from + 1]!++;
  else if (lengths.length === 0) song.lengths = [seconds, 1];
  else lengths.splice(2 * from, 0, seconds, 1);
}

function addRow(
  rows: CopyRows,
  songId: Id,
  seconds: number | null,
  plays: number,
  events: number,
  naming: string | null,
): void {
  rows.begin(5, 3 * (naming?.length ?? 0));
  rows.int64(songId);
  rows.int32(seconds);
  rows.int32(plays);
  rows.int32(events);
  rows.text(naming);
}

function namingOf({ texts, titleDay }: DatedSong, archive: string): string | null {
  return texts === null ? null : [`${compactDay(titleDay)}/${archive}`, texts].join(NAMING_SEPARATOR);
}

/** 'YYYYMMDD', so that it sorts with the names of archives. */
function compactDay(day: number): string {
  return new Date(EPOCH_MS + day * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
}
