import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { LineTally } from '../formats/line-tally.js';
import type { RowsOfDays } from '../storage/events.repository.js';
import type { Damage } from '../sources/unpacked-chunks.js';
import type { LogReader } from './log-reader.js';
import type { ManyDaysLog } from './many-days-log.js';
import type { MappedChunk } from './mapped-log.js';

/** What a chunk of a file has become. */
export interface DaysPiece {
  /** By archive; null: it has none to hand out yet. */
  rows: (RowsOfDays | null)[];
  /** Of the file, and counts of its lines so far: for progress. */
  bytesRead: number;
  lines: number;
  events: number;
}

/** What became of a file that was read to its end. */
export interface DaysEnd {
  archives: { tally: LineTally; refused: ArchiveReason | null }[];
  damage: Damage | null;
  /** Columns of the contract that no record has had a value of. */
  absentColumns: string[];
}

/**
 * Reads a file of many days, once for all of its archives.
 * @param noEventReason why an archive without events is refused
 * @throws ArchiveRefused when they cannot be loaded
 */
export async function* readDays(
  reader: LogReader<MappedChunk>,
  log: ManyDaysLog<MappedChunk>,
  areSeveral: boolean,
  noEventReason: () => Promise<ArchiveReason>,
): AsyncGenerator<DaysPiece, DaysEnd> {
  const { archives } = log;
  const piece = (rows: DaysPiece['rows']): DaysPiece => ({
    rows,
    bytesRead: reader.bytesRead,
    lines: sum(archives.map(({ tally }) => tally.lines)),
    events: sum(archives.map(({ tally }) => tally.events)),
  });
  for await (const chunk of reader.chunks()) {
    log.lines.push(chunk);
    yield piece(archives.map(({ rows }) => rows.takeMany()));
  }
  log.lines.finish(reader.damage !== null);
  const read: DaysEnd['archives'] = [];
  for (const { tally } of archives) {
    // All records of the file may belong to other archives of it.
    const isOther = areSeveral && tally.lines === 0;
    const isEmpty = tally.events + tally.erased === 0 && !isOther;
    read.push({ tally, refused: isEmpty ? await noEventReason() : null });
  }
  yield piece(archives.map(({ rows }) => rows.takeRest()));
  return { archives: read, damage: reader.damage, absentColumns: log.absentColumns?.() ?? [] };
}

function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
