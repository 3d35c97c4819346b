import type { LineReader } from '../formats/line-reader.js';
import type { LineTally } from '../formats/line-tally.js';

/** One log on its way from bytes to rows: lines in, binary COPY rows and counts out. */
export interface EventLog {
  readonly tally: LineTally;
  readonly rows: { take(): Buffer[]; finish(): Buffer[] };
  push(chunk: Buffer): void;
  finish(cut: boolean): void;
}

/** A log that is read line by line. */
export function logOf<E extends { repairs: number }>(
  reader: LineReader<E>,
  rows: EventLog['rows'],
): EventLog {
  return {
    tally: reader.tally,
    rows,
    push: (chunk) => {
      reader.push(chunk);
    },
    finish: (cut) => {
      reader.finish(cut);
    },
  };
}
