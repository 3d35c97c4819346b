import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { EventKind } from '../formats/archive-name.js';
import type { Content } from '../formats/content-digest.js';
import type { LineCounts } from '../formats/line-tally.js';
import { kindsOf } from '../mapping/mapping-schema.js';
import { threadFaultPoint } from '../storage/fault-point.js';
import type { Damage } from '../sources/unpacked-chunks.js';
import { noEventReason, readerOf } from './log-reader.js';
import type { ReadableFile } from './log-reader.js';
import type { FileLog } from './many-days-log.js';

/** What chunks of a file have become. */
export interface ReadPiece<Rows> {
  /** By archive; null: it has none to hand out yet. */
  rows: (Rows | null)[];
  /** How far the file is read, and counts of its lines so far: for progress. */
  bytesRead: number;
  lines: number;
  events: number;
}

/** What became of a file that was read to its end. */
export interface ReadEnd {
  /** With the reason where the archive cannot be loaded and its rows are to be undone; null: it can. */
  archives: { kind: EventKind; counts: LineCounts; refused: ArchiveReason | null }[];
  damage: Damage | null;
  content: Content;
}

/** Chunks of which one piece at least is made, for progress. */
const CHUNKS_A_PIECE = 64;

/**
 * Reads a file through a log, once for all of its archives. A piece is made when there are rows to hand out: reading
 * is some pieces ahead of PostgreSQL, and goes on while it takes rows or makes partitions.
 * @param giveBack gets buffers of rows that may be filled again
 */
export async function* readFile<Rows>(
  file: ReadableFile,
  log: FileLog<Rows>,
  giveBack: (buffer: ArrayBuffer) => void,
): AsyncGenerator<ReadPiece<Rows>, ReadEnd, ArrayBuffer[]> {
  const reader = readerOf(file);
  const { archives } = log;
  const areSeveral = file.mapping !== undefined && kindsOf(file.mapping).length > 1;
  const piece = (rows: ReadPiece<Rows>['rows']): ReadPiece<Rows> => ({
    rows,
    bytesRead: reader.bytesRead,
    lines: sum(archives.map(({ tally }) => tally.lines)),
    events: sum(archives.map(({ tally }) => tally.events)),
  });
  const end = (refused: (ArchiveReason | null)[]): ReadEnd => ({
    archives: archives.map(({ kind, tally }, at) => ({
      kind,
      counts: tally.counts(),
      refused: refused[at]!,
    })),
    damage: reader.damage,
    content: reader.content,
  });
  try {
    let chunks = 0;
    for await (const chunk of reader.chunks()) {
      log.lines.push(chunk);
      threadFaultPoint('chunk_parsed');
      const rows = archives.map((archive) => archive.rows.takeMany());
      if (++chunks % CHUNKS_A_PIECE === 0 || rows.some((taken) => taken !== null))
        (yield piece(rows)).forEach(giveBack);
    }
    log.lines.finish(reader.damage !== null);
    const refused: (ArchiveReason | null)[] = [];
    for (const { tally } of archives) {
      // All records of the file may belong to other archives of it.
      const isOther = areSeveral && tally.lines === 0;
      const isEmpty = tally.events + tally.erased === 0 && !isOther;
      refused.push(isEmpty ? await noEventReason(reader, file) : null);
    }
    yield piece(archives.map(({ rows }) => rows.takeRest()));
    return end(refused);
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error;
    return end(archives.map(() => error.reason));
  }
}

function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
