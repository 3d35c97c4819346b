import { readSongText } from '../parsing/song-text.js';
import type { ScannedLine } from '../parsing/scanned-line.js';
import type { Id } from '../parsing/whole-number.js';
import { dayNumber } from './calendar-day.js';
import { CopyRows } from './copy-rows.js';

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

interface SeenSong {
  /** A number of its own, from 0 on. */
  index: number;
  title: string | null;
  singer: string | null;
  /** The first length seen and how often; other lengths of the same song are few. */
  seconds: number;
  plays: number;
  otherLengths: Map<number, number> | null;
}

/**
 * What one archive says of its songs: the first title in it, and how often each length occurs. Titles become text
 * only once a song, whatever the number of its plays.
 */
export class SongTally implements SongRows {
  private readonly songs = new Map<Id, SeenSong>();

  /**
   * @param seconds the song's length by this event; null or 0 when unknown
   * @returns the song's number within this archive, from 0 on; -1 when the song is unknown
   */
  add(event: TitledSong, line: ScannedLine, seconds: number | null): number {
    if (event.songId === null) return -1;
    let song = this.songs.get(event.songId);
    if (song === undefined) {
      song = { index: this.songs.size, title: null, singer: null, seconds: 0, plays: 0, otherLengths: null };
      this.songs.set(event.songId, song);
    }
    if (song.title === null && event.titleEnd > event.titleStart) {
      song.title = readSongText(line.bytes, event.titleStart, event.titleEnd);
      song.singer = readSongText(line.bytes, event.singerStart, event.singerEnd);
    }
    if (seconds !== null && seconds > 0) addLength(song, seconds);
    return song.index;
  }

  /** Rows (song_id, day, title, singer, named_in); `named_in` is null for a song without title. */
  *songRows(archiveName: string, day: string | null): Generator<Buffer> {
    const rows = new CopyRows();
    const dayOfAll = dayNumber(day!);
    for (const [songId, { title, singer }] of this.songs) {
      const characters = (title?.length ?? 0) + (singer?.length ?? 0) + archiveName.length;
      rows.begin(5, 3 * characters);
      rows.int64(songId);
      rows.int32(dayOfAll);
      rows.text(title);
      rows.text(title === null ? null : singer);
      rows.text(title === null ? null : archiveName);
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
    for (const [songId, song] of this.songs) {
      if (song.plays > 0) add(songId, song.seconds, song.plays);
      for (const [seconds, plays] of song.otherLengths ?? []) add(songId, seconds, plays);
      if (rows.hasFull) yield* rows.take();
    }
    yield* rows.finish();
  }
}

function addLength(song: SeenSong, seconds: number): void {
  if (song.plays === 0) song.seconds = seconds;
  if (song.seconds === seconds) song.plays++;
  else {
    song.otherLengths ??= new Map();
    song.otherLengths.set(seconds, (song.otherLengths.get(seconds) ?? 0) + 1);
  }
}
