import type { ArchiveReason } from '../formats/archive-refusal.js';
import { LineTally } from '../formats/line-tally.js';
import { asBuffer } from '../storage/copy/copy-chunks.js';
import { faultPoint } from '../storage/fault-point.js';
import type { ReadableFile } from './log-reader.js';
import type { LookedFile } from './looked-file.js';
import type { DaysEnd } from './read-days.js';
import type { LogEnd, LogPiece } from './read-log.js';
import type { Reading } from './reading-thread.js';
import { RefusedFile, RefusedLog } from './refused-log.js';

/** What became of a file of many days. */
export interface ReadDays extends Omit<DaysEnd, 'archives'> {
  archives: { tally: LineTally; refused: ArchiveReason | null }[];
}

/** A file as a thread is told it. */
export function readable({ path, version, mapping, archive: { promisesGzip } }: LookedFile): ReadableFile {
  return { path, version, mapping, promisesGzip };
}

/** @throws RefusedFile where none of the archives can be loaded */
export function daysRead({ archives, ...end }: DaysEnd): ReadDays {
  const read = archives.map(({ counts, ...archive }) => ({ ...archive, tally: LineTally.of(counts) }));
  if (read.every(({ refused }) => refused !== null))
    throw new RefusedFile(read[0]!.refused!, new Map(read.map(({ kind, tally }) => [kind, tally])));
  faultPoint('rows_copied');
  return { ...end, archives: read };
}

/**
 * The rows of an archive.
 * @param onEnd what became of its lines
 * @throws RefusedLog when the archive cannot be loaded
 */
export async function* rowsOf(
  reading: Reading<LogPiece, LogEnd>,
  signal: AbortSignal,
  onPiece: (piece: LogPiece) => void,
  onEnd: (end: LogEnd) => void,
): AsyncGenerator<Buffer> {
  for (;;) {
    const next = await reading.next();
    signal.throwIfAborted();
    if (next.done !== true) {
      for (const rows of next.value.rows) yield asBuffer(rows);
      faultPoint('rows_copying');
      onPiece(next.value);
      continue;
    }
    const { refused, counts } = next.value;
    if (refused !== null) throw new RefusedLog(refused, LineTally.of(counts));
    onEnd(next.value);
    return;
  }
}
