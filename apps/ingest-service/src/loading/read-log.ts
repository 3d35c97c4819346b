import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { Content } from '../formats/content-digest.js';
import type { LineCounts } from '../formats/line-tally.js';
import type { EventLog } from '../kernel/kernel-log.js';
import type { Damage } from '../sources/unpacked-chunks.js';
import { threadFaultPoint } from '../storage/fault-point.js';
import { noEventReason, readerOf } from './log-reader.js';
import type { ReadableFile } from './log-reader.js';
import type { MappedChunk } from './mapped-log.js';

/** How far a file is read, and counts of its lines so far: for progress. */
export interface ReadPlace {
  bytesRead: number;
  lines: number;
  events: number;
}

/** What a chunk of an archive of one day has become. */
export interface LogPiece extends ReadPlace {
  /** In binary COPY format, in their order. */
  rows: Uint8Array[];
}

/** What became of an archive that was read to its end. */
export interface LogEnd {
  counts: LineCounts;
  damage: Damage | null;
  content: Content;
  /** Why the archive cannot be loaded; its rows are to be undone. Null: it can. */
  refused: ArchiveReason | null;
}

/**
 * Reads an archive of one day through a log, a piece a chunk.
 * @param giveBack gets buffers of rows that may be filled again
 */
export async function* readLog(
  file: ReadableFile,
  log: EventLog<MappedChunk>,
  giveBack: (buffer: ArrayBuffer) => void,
): AsyncGenerator<LogPiece, LogEnd, ArrayBuffer[]> {
  const reader = readerOf(file);
  const { tally } = log;
  const piece = (rows: Iterable<Uint8Array>): LogPiece => {
    const { lines, events } = tally;
    return { rows: [...rows], bytesRead: reader.bytesRead, lines, events };
  };
  const end = (refused: ArchiveReason | null): LogEnd => {
    return { counts: tally.counts(), damage: reader.damage, content: reader.content, refused };
  };
  try {
    for await (const chunk of reader.chunks()) {
      log.lines.push(chunk);
      threadFaultPoint('chunk_parsed');
      (yield piece(log.rows.take())).forEach(giveBack);
    }
    log.lines.finish(reader.damage !== null);
    if (tally.events + tally.erased === 0) return end(await noEventReason(reader, file));
    yield piece(log.rows.finish());
    return end(null);
  } catch (error) {
    if (error instanceof ArchiveRefused) return end(error.reason);
    throw error;
  }
}
