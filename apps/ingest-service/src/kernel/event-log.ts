import type { LineReader } from '../formats/line-reader.js';
import type { LineTally } from '../formats/line-tally.js';
import type { SongRows } from '../storage/copy/song-rows.js';

/** One log on its way from bytes to rows: lines in, binary COPY rows and counts out. */
export interface EventLog {
  readonly tally: LineTally;
  /** Null where songs are counted by the day, and for searches, which name none. */
  readonly songs: SongRows | null;
  readonly rows: { take(): Buffer[]; finish(): Buffer[] };
  push(chunk: Buffer): void;
  finish(cut: boolean): void;
}

/** A log that is read line by line, its songs counted elsewhere or not at all. */
export function logOf<E extends { repairs: number }>(
  reader: LineReader<E>,
  rows: EventLog['rows'],
): EventLog {
  return {
    tally: reader.tally,
    songs: null,
    rows,
    push: (chunk) => {
      reader.push(chunk);
    },
    finish: (cut) => {
      reader.finish(cut);
    },
  };
}
