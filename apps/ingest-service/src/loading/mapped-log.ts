import { pgDay } from '#common/calendar';
import type { EventKind } from '../formats/archive-name.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { withoutErased } from '../formats/erased-users.js';
import { LineTally } from '../formats/line-tally.js';
import { FORMATS } from '../formats/log-formats.js';
import type { EventOfKind } from '../formats/log-formats.js';
import { FIRST_MAPPED_DAY, isPlausibleDay } from '../formats/plausible-day.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import type { RejectionReason } from '../formats/rejection.js';
import { repairBit } from '../formats/repair.js';
import { MARK_BAD_BYTES, ScannedLine } from '../formats/scanned-line.js';
import { lineOf, MappedEvents, stagedText } from '../mapping/mapped-events.js';
import type { MappedValues, OuterId } from '../mapping/mapped-events.js';
import { kindsOf } from '../mapping/mapping-schema.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { elementsOf, recordReader } from '../mapping/record-reader.js';
import type { RecordSink } from '../mapping/record-reader.js';
import { StoredRecords } from '../mapping/stored-record.js';
import type { NamedRows } from '../mapping/parquet-records.js';
import { cached, columnsOfObjects, columnsOfRows } from '../mapping/values.js';
import type { MappedRecord, Reader } from '../mapping/values.js';
import { ArchiveReader } from '../sources/archive-reader.js';
import { ParquetReader } from '../sources/parquet-reader.js';
import { CopyRows } from '../storage/copy/copy-rows.js';
import { addEventRow } from '../storage/copy/event-rows.js';
import type { LogReader } from './archive-loader.js';
import { CountedEvents, hourOf } from './counted-events.js';
import { againBy } from './replayable-log.js';
import type { ReplayableLog } from './replayable-log.js';
import { SongNaming } from './song-naming.js';

/** Bytes of a content, or rows of a Parquet file. */
export type MappedChunk = Buffer | NamedRows;

/** Texts of a record take at most so many bytes, or its line grows. */
const LINE_BYTES = 64 * 1024;
/** Read in about a millisecond: what PostgreSQL and callers send meanwhile waits so long. */
const TURN_BYTES = 32 * 1024;
/** As lines write a device that is stored as unknown. */
const OTHER_DEVICE = 'xx';
const DEVICE_UNKNOWN = repairBit('device_unknown');
const NO_ROWS = Buffer.alloc(0);

/** A log of mapped records, with what a load needs besides. */
interface MappedLog extends ReplayableLog<MappedChunk> {
  /** The events, instead of rows; null: they are not counted, or were too many, and are all in the rows. */
  counted(): CountedEvents | null;
  /** Columns of the contract of its mapping that no record has had a value of. */
  absentColumns(): string[];
}

/**
 * Reads a mapped file into rows of `staged_event`, or into counted events. Records of other kinds are left to the
 * other archives of the file; a record whose kind is unknown counts in the archive of the first kind.
 * @param erased users whose records are rejected; null: none
 * @param how `mostCounted`: plays and downloads that are counted in memory; of a larger file none. `onEvent` gets
 * each event that is not counted
 */
export function createMappedLog(
  mapping: Mapping,
  kind: EventKind,
  archiveId: number,
  erased: ErasedUsers | null,
  days: PlausibleDays,
  {
    mostCounted = 0,
    onEvent = () => undefined,
  }: { mostCounted?: number; onEvent?: (read: MappedValues, event: EventOfKind[EventKind]) => void } = {},
): MappedLog {
  const rows = new CopyRows();
  const tally = new LineTally();
  const naming = new SongNaming();
  const format = withoutErased<EventOfKind[EventKind]>(FORMATS[kind], erased);
  const isFirst = kindsOf(mapping)[0] === kind;
  const believed = { ...days, first: days.first > FIRST_MAPPED_DAY ? days.first : FIRST_MAPPED_DAY };
  const line = new LineScanner();
  const dayNumber = cached(pgDay);
  let events: MappedEvents | null = null;
  let header: readonly string[] | undefined;
  let eventDay: string | null = null;
  const isCounted = mostCounted > 0 && kind !== 'search';
  let counted = isCounted ? new CountedEvents(kind, archiveId, mapping.ids, mostCounted) : null;
  const countAgain = (read: MappedValues): boolean => {
    if (counted === null || !counted.addAgain(read)) return false;
    tally.addEvent(read.device === OTHER_DEVICE ? DEVICE_UNKNOWN : 0);
    return true;
  };
  /** Of the record in the file, records of other kinds included. */
  let number = 0;
  const expected = mapping.contract?.columns ?? [];
  let absent: { name: string; read: Reader }[] = [];
  const records = new StoredRecords(mapping);
  const store = (reason: RejectionReason, record: MappedRecord): void => {
    if (tally.stored?.wants(reason) !== true) return;
    const stored = records.of(record, header);
    if (stored !== null) tally.stored.add({ number, reason, ...stored });
  };
  const sink: RecordSink = {
    columns: (columns, names) => {
      header = names;
      absent = expected.map((name) => ({ name, read: columns(name) }));
      events = new MappedEvents(mapping, columns, kind);
    },
    unread: (reason, text) => {
      number++;
      if (!isFirst) return;
      // What is no record may hold columns that must not be stored.
      if (text !== undefined && mapping.drop.length === 0 && tally.stored?.wants(reason) === true)
        // A copy: the text may be a piece of a chunk, which it would keep in memory.
        tally.stored.add({ number, reason, userId: null, line: Buffer.from(text).toString() });
      tally.addRejected(reason);
    },
    record: (record, badBytes) => {
      number++;
      if (absent.length > 0) absent = absent.filter(({ read }) => isAbsent(read(record)));
      const read = events!.read(record);
      if (read === null) return;
      if ('reason' in read) {
        if (read.kind === null && !isFirst) return;
        store(read.reason, record);
        tally.addRejected(read.reason);
        return;
      }
      if (!badBytes && countAgain(read)) return;
      const scanned = line.scan(lineOf(read));
      if (badBytes) scanned.marks |= MARK_BAD_BYTES;
      const event = isPlausibleDay(read.day, believed) ? format.parse(scanned) : 'day_implausible';
      if (typeof event === 'string') {
        store(event, record);
        tally.addRejected(event);
        return;
      }
      eventDay = read.day;
      const at = dayNumber(read.day);
      if (counted !== null && 'songId' in event) counted.add(read, event, scanned, at);
      else {
        const names = 'songId' in event ? naming.of(event, scanned, at, songOf(mapping, read)) : [];
        addEventRow(rows, kind, event, at, archiveId, withIds(mapping, names, read), hourOf(read));
      }
      tally.addEvent(event.repairs & ~read.ruledOut);
      onEvent(read, event);
    },
  };
  const readRecord = (line: string): void => {
    if (events === null || header !== undefined) sink.columns(columnsOfObjects);
    const record = recordOf(line);
    if (record === null) sink.unread('record_unreadable');
    else sink.record(record, false);
  };
  /** Rows begin where the counted events are too many; until then there is an empty one at each chunk. */
  function* taken(): Generator<Buffer> {
    if (counted?.isFull === true) {
      const full = counted;
      counted = null;
      yield* full.stagedRows(rows, mapping.ids === 'text');
    }
    if (counted === null) yield* rows.take();
    else yield NO_ROWS;
  }
  const log = {
    tally,
    again: againBy(tally, readRecord, () => eventDay),
    rows: isCounted
      ? {
          take: taken,
          finish: () => (counted === null ? rows.finish() : []),
        }
      : rows,
    counted: () => counted,
    absentColumns: () => absent.map(({ name }) => name),
  };
  if (mapping.records !== 'parquet') return { ...log, lines: recordReader(mapping, sink) };
  const accept = elementsOf(mapping, sink);
  const push = (chunk: MappedChunk): void => {
    const { names, rows: records } = chunk as NamedRows;
    if (events === null) {
      if (mapping.each === undefined) sink.columns(columnsOfRows(names), names);
      else sink.columns(columnsOfObjects);
    }
    for (const record of records) {
      if (mapping.each === undefined) sink.record(record, false);
      else accept(Object.fromEntries(names.map((name, at) => [name, record[at]])), false);
    }
  };
  return { ...log, lines: { push, finish: () => undefined } };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** The record of a stored line; null where it is none. */
function recordOf(line: string): MappedRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** The same object for the same song of a text id, which is found faster than its number. */
function songOf({ ids }: Mapping, { song }: MappedValues): OuterId | undefined {
  return ids === 'numeric' || song === null ? undefined : song;
}

/** Names of the song, and texts of ids that are stored, as `staged_event` has them. */
function withIds(
  { ids }: Mapping,
  names: readonly (string | null)[],
  { user, song }: MappedValues,
): readonly (string | null)[] {
  if (ids === 'numeric') return names;
  const text = stagedText(user);
  return song === null ? [text] : [names[0]!, names[1]!, text, stagedText(song)];
}

/** What reads the mapped file. */
export function readerOf(
  { path, version }: { path: string; version: string | null },
  mapping: Mapping,
): LogReader<MappedChunk> {
  return mapping.records === 'parquet'
    ? new ParquetReader(path, version, mapping)
    : new ArchiveReader(path, version, TURN_BYTES);
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
