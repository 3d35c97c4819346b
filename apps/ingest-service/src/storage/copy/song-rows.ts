import type { SongPart } from '../songs.sql.js';

/** What is said of songs, as rows (song_id, seconds, play_count, event_count, naming) in binary COPY format. */
export interface SongRows {
  /**
   * Rows of a part of the songs, made while they are read: for each song one with its events, its first length and its naming, which is null without a
   * title, and a row for each further length.
   */
  rows(part: SongPart): Iterable<Buffer>;
}
