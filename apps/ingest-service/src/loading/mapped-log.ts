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
import { lineOf, MappedEvents } from '../mapping/mapped-events.js';
import type { MappedValues } from '../mapping/mapped-events.js';
import { kindsOf } from '../mapping/mapping-schema.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { elementsOf, recordReader } from '../mapping/record-reader.js';
import type { RecordSink } from '../mapping/record-reader.js';
import { StoredRecords } from '../mapping/stored-record.js';
import type { NamedRows } from '../mapping/parquet-records.js';
import { cached, columnsOfObjects, columnsOfRows } from '../mapping/values.js';
import type { MappedRecord, Reader } from '../mapping/values.js';
import { MappedRows } from './mapped-rows.js';
import { againBy } from './staged-log.js';
import type { StagedLog } from './staged-log.js';

/** Bytes of a content, or rows of a Parquet file. */
export type MappedChunk = Buffer | NamedRows;

/** Texts of a record take at most so many bytes, or its line grows. */
const LINE_BYTES = 64 * 1024;
/** As lines write a device that is stored as unknown. */
const OTHER_DEVICE = 'xx';
const DEVICE_UNKNOWN = repairBit('device_unknown');

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
): StagedLog<MappedChunk> {
  const rows = new MappedRows(mapping, kind, archiveId, mostCounted);
  const tally = new LineTally();
  const format = withoutErased<EventOfKind[EventKind]>(FORMATS[kind], erased);
  const isFirst = kindsOf(mapping)[0] === kind;
  const believed = { ...days, first: days.first > FIRST_MAPPED_DAY ? days.first : FIRST_MAPPED_DAY };
  const line = new LineScanner();
  const dayNumber = cached(pgDay);
  let events: MappedEvents | null = null;
  let header: readonly string[] | undefined;
  let eventDay: string | null = null;
  const countAgain = (read: MappedValues): boolean => {
    if (rows.counted?.addAgain(read) !== true) return false;
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
      rows.add(read, event, scanned, dayNumber(read.day));
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
  const log = {
    tally,
    rows,
    again: againBy(tally, readRecord, () => eventDay),
    counted: () => rows.counted,
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
