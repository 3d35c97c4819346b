import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { FIRST_MAPPED_DAY } from '../formats/plausible-day.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import type { RejectionReason } from '../formats/rejection.js';
import type { EventLog } from '../kernel/kernel-log.js';
import { LogRows } from '../mapping/log-rows.js';
import { MappedEvents } from '../mapping/mapped-events.js';
import { kindsOf } from '../mapping/mapping-schema.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import type { NamedRows } from '../mapping/parquet-records.js';
import { withPath } from '../mapping/path-columns.js';
import { elementsOf, recordReader } from '../mapping/record-reader.js';
import type { RecordSink } from '../mapping/record-reader.js';
import { StoredRecords } from '../mapping/stored-record.js';
import { columnsOfObjects, columnsOfRows } from '../mapping/values.js';
import type { MappedRecord } from '../mapping/values.js';
import type { ManyDaysLog, MappedChunk } from './many-days-log.js';
import { MappedKind } from './mapped-kind.js';
import type { OnEvent } from './mapped-kind.js';

/**
 * Reads a mapped file, once for all of its archives. Records of other kinds are passed over; a record whose kind is
 * unknown counts in the archive of the first kind.
 * @param archives of the file that are wanted, each with its number
 * @param erased users whose records are rejected; null: none
 * @param onEvent gets each event
 */
export function createMappedLog(
  mapping: Mapping,
  archives: readonly { archive: Pick<ArchiveName, 'kind' | 'identity'>; archiveId: number }[],
  erased: ErasedUsers | null,
  days: PlausibleDays,
  rowBytes: number,
  onEvent?: OnEvent,
): ManyDaysLog<MappedChunk> {
  const withoutTitles = mapping.title === undefined;
  const first = mapping.ofLog || days.first > FIRST_MAPPED_DAY ? days.first : FIRST_MAPPED_DAY;
  const believed = { ...days, first };
  const kinds = archives.map(
    ({ archive, archiveId }) =>
      new MappedKind(archive, archiveId, erased, believed, rowBytes, onEvent, withoutTitles),
  );
  const byKind = new Map(kinds.map((ofKind) => [ofKind.kind, ofKind]));
  const wanted = kinds.length === 1 ? kinds[0]!.kind : null;
  const ofUnknownKind = byKind.get(kindsOf(mapping)[0]!);
  const of = (kind: EventKind | null): MappedKind | undefined =>
    kind === null ? ofUnknownKind : byKind.get(kind);
  let events: MappedEvents | LogRows | null = null;
  let header: readonly string[] | undefined;
  /** Of the record in the file, records of other kinds included. */
  let number = 0;
  const records = new StoredRecords(mapping);
  const reject = (ofKind: MappedKind | undefined, reason: RejectionReason, record: MappedRecord): void => {
    if (ofKind === undefined) return;
    const { tally } = ofKind;
    const stored = tally.stored?.wants(reason) === true ? records.of(record, header) : null;
    if (stored !== null) tally.stored!.add({ number, reason, ...stored });
    tally.addRejected(reason);
  };
  const sink: RecordSink = {
    columns: (ofRecords, names) => {
      const columns = withPath(ofRecords, mapping);
      header = names;
      events = mapping.ofLog ? new LogRows(wanted!, names ?? []) : new MappedEvents(mapping, columns, wanted);
    },
    unread: (reason, text) => {
      number++;
      if (ofUnknownKind === undefined) return;
      const { tally } = ofUnknownKind;
      // What is no record may hold columns that must not be stored.
      if (text !== undefined && mapping.drop.length === 0 && tally.stored?.wants(reason) === true)
        // A copy: the text may be a piece of a chunk, which it would keep in memory.
        tally.stored.add({ number, reason, userId: null, line: Buffer.from(text).toString() });
      tally.addRejected(reason);
    },
    record: (record, badBytes) => {
      number++;
      const read = events!.read(record);
      if (read === null) return;
      const ofKind = of(read.kind);
      if ('reason' in read) {
        reject(ofKind, read.reason, record);
        return;
      }
      const reason = ofKind?.add(read, badBytes);
      if (typeof reason === 'string') reject(ofKind, reason, record);
    },
  };
  return { archives: kinds, lines: mappedChunks(mapping, sink) };
}

/** Hands the records of chunks to the sink. */
export function mappedChunks(mapping: Mapping, sink: RecordSink): EventLog<MappedChunk>['lines'] {
  if (mapping.records !== 'parquet') return recordReader(mapping, sink);
  const accept = elementsOf(mapping, sink);
  let isOpen = false;
  const push = (chunk: MappedChunk): void => {
    const { names, rows: records } = chunk as NamedRows;
    if (!isOpen) {
      if (mapping.each === undefined) sink.columns(columnsOfRows(names), names);
      else sink.columns(columnsOfObjects);
      isOpen = true;
    }
    for (const record of records) {
      if (mapping.each === undefined) sink.record(record, false);
      else accept(Object.fromEntries(names.map((name, at) => [name, record[at]])), false);
    }
  };
  return { push, finish: () => undefined };
}
