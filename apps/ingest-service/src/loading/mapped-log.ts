import { pgDay } from '#common/calendar';
import type { EventKind } from '../formats/archive-name.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { withoutErased } from '../formats/erased-users.js';
import { LineTally } from '../formats/line-tally.js';
import { FORMATS } from '../formats/log-formats.js';
import type { EventOfKind } from '../formats/log-formats.js';
import { isPlausibleDay } from '../formats/plausible-day.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import { MARK_BAD_BYTES, ScannedLine, scanLine } from '../formats/scanned-line.js';
import type { EventLog } from '../kernel/kernel-log.js';
import { MappedEvents } from '../mapping/mapped-events.js';
import type { MappedLine, OuterId } from '../mapping/mapped-events.js';
import { kindsOf } from '../mapping/mapping-schema.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { elementsOf, recordReader } from '../mapping/record-reader.js';
import type { RecordSink } from '../mapping/record-reader.js';
import type { NamedRows } from '../mapping/parquet-records.js';
import { cached, columnsOfObjects, columnsOfRows } from '../mapping/values.js';
import { ArchiveReader } from '../sources/archive-reader.js';
import { ParquetReader } from '../sources/parquet-reader.js';
import { CopyRows } from '../storage/copy/copy-rows.js';
import { addEventRow, UNKNOWN_HOUR } from '../storage/copy/event-rows.js';
import type { LogReader } from './archive-loader.js';
import { SongNaming } from './song-naming.js';

/** Bytes of a content, or rows of a Parquet file. */
export type MappedChunk = Buffer | NamedRows;

/** The first day of mapped files: a time of 0 is none. */
const FIRST_DAY = '2000-01-01';
/** Texts of a record take at most so many bytes, or its line grows. */
const LINE_BYTES = 64 * 1024;

/**
 * Makes the rows of `staged_event` of a mapped file. Records of other kinds are left to the other archives of
 * the file; a record whose kind is unknown counts in the archive of the first kind.
 * @param erased users whose records are rejected; null: none
 * @param onEvent gets each event, for a look at a file
 */
export function createMappedLog(
  mapping: Mapping,
  kind: EventKind,
  archiveId: number,
  erased: ErasedUsers | null,
  days: PlausibleDays,
  onEvent: (read: MappedLine, event: EventOfKind[EventKind]) => void = () => undefined,
): EventLog<MappedChunk> {
  const rows = new CopyRows();
  const tally = new LineTally();
  const naming = new SongNaming();
  const format = withoutErased<EventOfKind[EventKind]>(FORMATS[kind], erased);
  const isFirst = kindsOf(mapping)[0] === kind;
  const believed = { ...days, first: days.first > FIRST_DAY ? days.first : FIRST_DAY };
  const line = new LineScanner();
  const dayNumber = cached(pgDay);
  let events: MappedEvents | null = null;
  const sink: RecordSink = {
    columns: (columns) => {
      events = new MappedEvents(mapping, columns, kind);
    },
    unread: (reason, bytes) => {
      if (isFirst) tally.addRejected(reason, bytes === undefined ? null : scanLine(Buffer.from(bytes)));
    },
    record: (record, badBytes) => {
      const read = events!.read(record);
      if (read === null) return;
      if ('reason' in read) {
        if (read.kind !== null || isFirst) tally.addRejected(read.reason);
        return;
      }
      const scanned = line.scan(read.line);
      if (badBytes) scanned.marks |= MARK_BAD_BYTES;
      const event = isPlausibleDay(read.day, believed) ? format.parse(scanned) : 'day_implausible';
      if (typeof event === 'string') {
        tally.addRejected(event, scanned);
        return;
      }
      const at = dayNumber(read.day);
      const names = 'songId' in event ? naming.of(event, scanned, at, songOf(mapping, read)) : [];
      addEventRow(rows, kind, event, at, archiveId, withIds(mapping, names, read), read.hour ?? UNKNOWN_HOUR);
      tally.addEvent(event.repairs & ~read.ruledOut, scanned);
      onEvent(read, event);
    },
  };
  if (mapping.records !== 'parquet') return { tally, rows, lines: recordReader(mapping, sink) };
  const accept = elementsOf(mapping, sink);
  const push = (chunk: MappedChunk): void => {
    const { names, rows: records } = chunk as NamedRows;
    if (events === null) sink.columns(mapping.each === undefined ? columnsOfRows(names) : columnsOfObjects);
    for (const record of records) {
      if (mapping.each === undefined) sink.record(record, false);
      else accept(Object.fromEntries(names.map((name, at) => [name, record[at]])), false);
    }
  };
  return { tally, rows, lines: { push, finish: () => undefined } };
}

/** The same object for the same song of a text id, which is found faster than its number. */
function songOf({ ids }: Mapping, { song }: MappedLine): OuterId | undefined {
  return ids === 'numeric' || song === null ? undefined : song;
}

/** Names of the song, and texts of ids that are stored, as `staged_event` has them. */
function withIds(
  { ids }: Mapping,
  names: readonly (string | null)[],
  { user, song }: MappedLine,
): readonly (string | null)[] {
  if (ids === 'numeric') return names;
  return song === null ? [staged(user)] : [names[0]!, names[1]!, staged(user), staged(song)];
}

/** The text of an id that no row before has. */
function staged(id: OuterId): string | null {
  if (id.isStaged) return null;
  id.isStaged = true;
  return id.text;
}

/** What reads the mapped file. */
export function readerOf(
  { path, version }: { path: string; version: string | null },
  mapping: Mapping,
): LogReader<MappedChunk> {
  return mapping.records === 'parquet'
    ? new ParquetReader(path, version, mapping)
    : new ArchiveReader(path, version);
}

/** Scans lines through one buffer; a line is valid until the next one. */
class LineScanner {
  private readonly line = new ScannedLine();
  private bytes = Buffer.allocUnsafe(LINE_BYTES);

  scan(text: string): ScannedLine {
    // A character takes up to 3 bytes.
    if (3 * text.length > this.bytes.length) this.bytes = Buffer.allocUnsafe(3 * text.length);
    this.line.scan(this.bytes, 0, this.bytes.write(text), true);
    return this.line;
  }
}
