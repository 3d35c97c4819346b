import type { FactType } from '#common/facts';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import { LineTally } from '../formats/line-tally.js';
import { isPlausibleDay } from '../formats/plausible-day.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import { RejectedLines } from '../formats/rejected-lines.js';
import type { RejectionReason } from '../formats/rejection.js';
import type { EventLog } from '../kernel/kernel-log.js';
import { FactRecords } from '../mapping/mapped-facts.js';
import type { MappedFacts } from '../mapping/mapped-facts.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { StoredRecords } from '../mapping/stored-record.js';
import { withPath } from '../mapping/path-columns.js';
import type { Columns, MappedRecord } from '../mapping/values.js';
import type { ArchiveFile } from '../sources/archive-files.js';
import type { Outcome } from '../storage/archives.repository.js';
import { readerOf } from './log-reader.js';
import { mappedChunks } from './mapped-log.js';
import type { MappedChunk } from './many-days-log.js';

/** Records of one transaction. */
const RECORDS_AT_ONCE = 5_000;

/** What became of a file of records. */
export type ReadFile = Pick<Outcome, 'state' | 'reason'> & { tally: LineTally };

type RecordLog = EventLog<MappedChunk>['lines'];

/** Makes something of a record, or says why not. */
interface Records<Read> {
  read(record: MappedRecord): Read | RejectionReason;
}

/**
 * Reads a file whose records are no events by a mapping; one that is read counts as one event of the tally.
 * @param recordsOf how records are read once their columns are known
 * A record that is rejected is stored where the tally stores lines.
 */
export function createRecordLog<Read extends object>(
  mapping: Mapping,
  recordsOf: (columns: Columns) => Records<Read>,
  tally: LineTally,
  onRecord: (read: Read) => void,
): RecordLog {
  let records: Records<Read> | null = null;
  let header: readonly string[] | undefined;
  const stored = new StoredRecords(mapping);
  const reject = (reason: RejectionReason, textOf: () => ReturnType<StoredRecords['of']>): void => {
    tally.addRejected(reason);
    const line = tally.stored?.wants(reason) === true ? textOf() : null;
    if (line !== null) tally.stored!.add({ number: tally.lines, reason, ...line });
  };
  return mappedChunks(mapping, {
    columns: (columns, names) => {
      header = names;
      records = recordsOf(withPath(columns, mapping));
    },
    // What is no record may hold columns that must not be stored. A copy: it may be a piece of a chunk.
    unread: (reason, text) =>
      reject(reason, () =>
        text === undefined || mapping.drop.length > 0
          ? null
          : { userId: null, line: Buffer.from(text).toString() },
      ),
    record: (record) => {
      const read = records!.read(record);
      if (typeof read === 'string') reject(read, () => stored.of(record, header));
      else {
        tally.addEvent(0);
        onRecord(read);
      }
    },
  });
}

/** Records of a mapping of `kind: user`, of plausible days. @param types of its facts; null: any text is a value */
export function factRecords(
  mapping: Mapping,
  types: readonly FactType[] | null,
  days: PlausibleDays,
): (columns: Columns) => Records<MappedFacts> {
  return (columns) => {
    const records = new FactRecords(mapping, columns, types);
    return {
      read: (record) => {
        const read = records.read(record);
        return typeof read === 'string' || isPlausibleDay(read.day, days) ? read : 'day_implausible';
      },
    };
  };
}

/**
 * Loads a file some thousand records a transaction.
 * @param withExamples the tally has examples of its rejected records. @param store stores records
 */
export async function loadRecords<Read>(
  file: ArchiveFile & { mapping: Mapping },
  signal: AbortSignal,
  withExamples: boolean,
  logOf: (tally: LineTally, onRecord: (read: Read) => void) => RecordLog,
  store: (records: readonly Read[], tally: LineTally) => Promise<void>,
): Promise<ReadFile> {
  const tally = new LineTally();
  if (withExamples) tally.stored = new RejectedLines(null);
  const read: Read[] = [];
  const log = logOf(tally, (record) => read.push(record));
  const storeRead = async (least: number): Promise<void> => {
    while (read.length >= least) {
      signal.throwIfAborted();
      await store(read.splice(0, RECORDS_AT_ONCE), tally);
    }
  };
  const reader = readerOf({ path: file.path, version: null, mapping: file.mapping });
  try {
    for await (const chunk of reader.chunks()) {
      log.push(chunk);
      await storeRead(RECORDS_AT_ONCE);
    }
    log.finish(reader.damage !== null);
    await storeRead(1);
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error;
    return { state: 'refused', reason: error.reason, tally };
  }
  return { state: reader.damage === null ? 'loaded' : 'partial', reason: reader.damage, tally };
}
