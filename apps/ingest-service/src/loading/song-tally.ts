import { readSongText } from '../parsing/song-text.js';
import type { ScannedLine } from '../parsing/scanned-line.js';
import type { Id } from '../parsing/whole-number.js';
import { dayNumber } from './calendar-day.js';
import { CopyRows } from './copy-rows.js';
import { IdIndex } from './id-index.js';
import { TextArena } from './text-arena.js';

/** What an archive says of its songs, as rows in binary COPY format. */
export interface SongRows {
  /** Rows (song_id, day, title, singer, named_in), made while they are read. */
  songRows(archiveName: string, day: string | null): Iterable<Buffer>;
  /** Rows (song_id, seconds, play_count). */
  lengthRows(): Iterable<Buffer>;
}

/** An event's song; title and singer are places in the line's bytes. */
export interface TitledSong {
  songId: Id | null;
  titleStart: number;
  titleEnd: number;
  singerStart: number;
  singerEnd: number;
}

/** What is kept of each song, side by side: the first length seen, how often, and where title and singer lie. */
const COUNTS = 5;
const SECONDS = 0;
const PLAYS = 1;
/** Title, then singer; the title ends where the singer begins. Equal ends: there is no title. */
const TITLE = 2;
const SINGER = 3;
const SINGER_END = 4;

/**
 * What one archive says of its songs: the first title in it, and how often each length occurs. Titles become text
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
    if (at + COUNTS > this.counts.length) this.grow();
    if (this.counts[at + SINGER] === this.counts[at + TITLE] && event.titleEnd > event.titleStart) {
      this.addTitle(at, event, line);
    }
    if (seconds !== null && seconds > 0) this.addLength(song, seconds);
    return song;
  }

  /** Rows (song_id, day, title, singer, named_in), made while they are read; `named_in` is null for a song without title. */
  *songRows(archiveName: string, day: string | null): Generator<Buffer> {
    const rows = new CopyRows();
    const { counts, texts } = this;
    const dayOfAll = dayNumber(day!);
    for (const [song, songId] of this.songs.ids.entries()) {
      const at = COUNTS * song;
      const [title, singer, singerEnd] = [
        counts[at + TITLE]!,
        counts[at + SINGER]!,
        counts[at + SINGER_END]!,
      ];
      rows.begin(5, singerEnd - title + 3 * archiveName.length);
      rows.int64(songId);
      rows.int32(dayOfAll);
      if (singer > title) rows.utf8(texts.bytes, title, singer);
      else rows.text(null);
      if (singerEnd > singer) rows.utf8(texts.bytes, singer, singerEnd);
      else rows.text(null);
      rows.text(singer > title ? archiveName : null);
      if (rows.hasFull) yield* rows.take();
    }
    yield* rows.finish();
  }

  /** Rows (song_id, seconds, play_count). */
  *lengthRows(): Generator<Buffer> {
    const rows = new CopyRows();
    const add = (songId: Id, seconds: number, plays: number): void => {
      rows.begin(3);
      rows.int64(songId);
      rows.int32(seconds);
      rows.int64(plays);
    };
    for (const [song, songId] of this.songs.ids.entries()) {
      const at = COUNTS * song;
      if (this.counts[at + PLAYS]! > 0) add(songId, this.counts[at + SECONDS]!, this.counts[at + PLAYS]!);
      for (const [seconds, plays] of this.otherLengths.get(song) ?? []) add(songId, seconds, plays);
      if (rows.hasFull) yield* rows.take();
    }
    yield* rows.finish();
  }

  private grow(): void {
    const grown = new Int32Array(2 * this.counts.length);
    grown.set(this.counts);
    this.counts = grown;
  }

  private addTitle(at: number, event: TitledSong, line: ScannedLine): void {
    const { counts, texts } = this;
    const title = readSongText(line.bytes, event.titleStart, event.titleEnd);
    if (title === null) return;
    counts[at + TITLE] = texts.end;
    texts.add(title);
    counts[at + SINGER] = texts.end;
    texts.add(readSongText(line.bytes, event.singerStart, event.singerEnd) ?? '');
    counts[at + SINGER_END] = texts.end;
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
