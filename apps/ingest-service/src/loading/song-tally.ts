import { isPlainText, readSongText } from '../parsing/song-text.js';
import type { ScannedLine } from '../parsing/scanned-line.js';
import type { Id } from '../parsing/whole-number.js';
import { dayNumber } from './calendar-day.js';
import { CopyRows } from './copy-rows.js';
import { free, grown } from './freed-memory.js';
import { IdIndex } from './id-index.js';
import { NAMING_SEPARATOR, songPartOf } from './songs.sql.js';
import type { SongPart } from './songs.sql.js';
import { TextArena } from './text-arena.js';

/** What an archive says of its songs, as rows in binary COPY format. */
export interface SongRows {
  /**
   * Rows (song_id, day, seconds, play_count, naming) of a part of the songs, made while they are read: for each song one with its day and
   * its naming, which is null without a title, and a row for each further length or day.
   */
  rows(archiveName: string, day: string | null, wanted: WantedSongRows): Iterable<Buffer>;
  /** Gives the memory back; nothing can be asked afterwards. */
  release(): void;
}

export interface WantedSongRows {
  part: SongPart;
  withLengths: boolean;
}

/** An event's song; title and singer are places in the line's bytes. */
export interface TitledSong {
  songId: Id | null;
  titleStart: number;
  titleEnd: number;
  singerStart: number;
  singerEnd: number;
}

/** What is kept of each song, side by side: the first length seen, how often, and where its title and singer lie. */
const COUNTS = 4;
const SECONDS = 0;
const PLAYS = 1;
/** Title, separator, singer. Equal ends: there is no title. */
const TITLE = 2;
const NAMING_END = 3;

/**
 * What one archive says of its songs: the first title in it, and how often each length occurs. A title is taken
 * only once a song, whatever the number of its plays.
 */
export class SongTally implements SongRows {
  private readonly songs = new IdIndex();
  private counts = new Int32Array(COUNTS * 4096);
  private readonly texts = new TextArena();
  /** Lengths other than the first one of the same song are few. */
  private readonly otherLengths = new Map<number, Map<number, number>>();

  /**
   * @param seconds the song's length by this event; null or 0 when unknown
   * @returns the song's number within this archive, from 0 on; -1 when the song is unknown
   */
  add(event: TitledSong, line: ScannedLine, seconds: number | null): number {
    if (event.songId === null) return -1;
    const song = this.songs.of(event.songId);
    const at = COUNTS * song;
    if (at + COUNTS > this.counts.length) this.counts = grown(this.counts, 2 * this.counts.length);
    if (this.counts[at + NAMING_END] === this.counts[at + TITLE] && event.titleEnd > event.titleStart) {
      this.addTitle(at, event, line);
    }
    if (seconds !== null && seconds > 0) this.addLength(song, seconds);
    return song;
  }

  *rows(archiveName: string, day: string | null, { part, withLengths }: WantedSongRows): Generator<Buffer> {
    const rows = new CopyRows();
    const { counts, texts } = this;
    const dayOfAll = dayNumber(day!);
    const archive = Buffer.from(`${archiveName}${NAMING_SEPARATOR}`);
    for (const [song, songId] of this.songs.ids.entries()) {
      if (songPartOf(songId) !== part) continue;
      const at = COUNTS * song;
      const title = counts[at + TITLE]!;
      const namingEnd = counts[at + NAMING_END]!;
      const timed = withLengths && counts[at + PLAYS]! > 0;
      rows.begin(5, namingEnd - title + archive.length);
      rows.int64(songId);
      rows.int32(dayOfAll);
      rows.int32(timed ? counts[at + SECONDS]! : null);
      rows.int32(timed ? counts[at + PLAYS]! : 0);
      if (namingEnd > title) rows.joined(archive, texts.bytes, title, namingEnd);
      else rows.text(null);
      if (withLengths) this.addOtherLengths(rows, song, songId);
      if (rows.hasFull) yield* rows.take();
    }
    yield* rows.finish();
  }

  release(): void {
    this.songs.release();
    free(this.counts);
    this.texts.release();
  }

  private addOtherLengths(rows: CopyRows, song: number, songId: Id): void {
    const others = this.otherLengths.get(song);
    if (others === undefined) return;
    for (const [seconds, plays] of others) addLengthRow(rows, songId, seconds, plays);
  }

  private addTitle(at: number, event: TitledSong, line: ScannedLine): void {
    const { counts, texts } = this;
    const start = texts.end;
    if (!addSongText(texts, line, event.titleStart, event.titleEnd)) return;
    texts.addByte(NAMING_SEPARATOR.charCodeAt(0));
    addSongText(texts, line, event.singerStart, event.singerEnd);
    counts[at + TITLE] = start;
    counts[at + NAMING_END] = texts.end;
  }

  private addLength(song: number, seconds: number): void {
    const { counts } = this;
    const at = COUNTS * song;
    if (counts[at + PLAYS] === 0) counts[at + SECONDS] = seconds;
    if (counts[at + SECONDS] === seconds) {
      counts[at + PLAYS]!++;
      return;
    }
    let others = this.otherLengths.get(song);
    if (others === undefined) this.otherLengths.set(song, (others = new Map<number, number>()));
    others.set(seconds, (others.get(seconds) ?? 0) + 1);
  }
}

/** Adds a row of a further length, without day and naming. */
export function addLengthRow(rows: CopyRows, songId: Id, seconds: number, plays: number): void {
  rows.begin(5);
  rows.int64(songId);
  rows.int32(null);
  rows.int32(seconds);
  rows.int32(plays);
  rows.text(null);
}

/** Adds what `readSongText` reads, copied as it stands where nothing is to be repaired; answers whether there was any. */
function addSongText(texts: TextArena, line: ScannedLine, start: number, end: number): boolean {
  if (isPlainText(line, start, end)) {
    texts.addBytes(line.bytes, start, end);
    return end > start;
  }
  const text = readSongText(line.bytes, start, end);
  if (text === null) return false;
  texts.add(text);
  return true;
}
