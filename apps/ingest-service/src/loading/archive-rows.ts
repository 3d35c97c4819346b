import type { ArchiveReason } from '../formats/archive-refusal.js';
import { LineTally } from '../formats/line-tally.js';
import { faultPoint } from '../storage/fault-point.js';
import type { ReadableFile } from './log-reader.js';
import type { LookedFile } from './looked-file.js';
import type { ReadEnd, ReadPiece } from './read-file.js';
import type { Reading } from './reading-thread.js';
import { RefusedFile } from './refused-log.js';

/** What became of the archives of a file. */
export interface ReadArchives extends Omit<ReadEnd, 'archives'> {
  archives: { tally: LineTally; refused: ArchiveReason | null }[];
}

/** A file as a thread is told it. */
export function readable({ path, version, mapping, archive: { promisesGzip } }: LookedFile): ReadableFile {
  return { path, version, mapping, promisesGzip };
}

/**
 * The rows of a file, each with the place of its archive.
 * @returns what became of the file
 * @throws RefusedFile where none of its archives can be loaded
 */
export async function* rowsOf<Rows>(
  reading: Reading<ReadPiece<Rows>, ReadEnd>,
  signal: AbortSignal,
  onPiece: (piece: ReadPiece<Rows>) => void,
): AsyncGenerator<[Rows, number], ReadArchives> {
  for (;;) {
    const next = await reading.next();
    signal.throwIfAborted();
    if (next.done === true) return archivesOf(next.value);
    for (const [at, rows] of next.value.rows.entries()) if (rows !== null) yield [rows, at];
    faultPoint('rows_copying');
    onPiece(next.value);
  }
}

function archivesOf({ archives, ...end }: ReadEnd): ReadArchives {
  const read = archives.map(({ counts, ...archive }) => ({ ...archive, tally: LineTally.of(counts) }));
  if (read.every(({ refused }) => refused !== null))
    throw new RefusedFile(read[0]!.refused!, new Map(read.map(({ kind, tally }) => [kind, tally])));
  faultPoint('rows_copied');
  return { ...end, archives: read };
}
