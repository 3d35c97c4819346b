import type { FactType } from '#common/facts';
import type { LineTally } from '../formats/line-tally.js';
import { isPlausibleDay } from '../formats/plausible-day.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import type { RejectionReason } from '../formats/rejection.js';
import { FactRecords } from '../mapping/mapped-facts.js';
import type { MappedFacts } from '../mapping/mapped-facts.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { withPath } from '../mapping/path-columns.js';
import type { EventLog } from '../kernel/kernel-log.js';
import { mappedChunks } from './mapped-log.js';
import type { MappedChunk } from './mapped-log.js';

/**
 * Reads a file by a mapping of `kind: user`; one record counts as one event of the tally.
 * @param types of its facts; null: any text is a value
 * @param onRejected gets the number of a record, from 1 on, and what it was
 */
export function createFactLog(
  mapping: Mapping,
  types: readonly FactType[] | null,
  days: PlausibleDays,
  tally: LineTally,
  onRecord: (read: MappedFacts) => void,
  onRejected: (reason: RejectionReason, record: number) => void = () => undefined,
): EventLog<MappedChunk>['lines'] {
  let records: FactRecords | null = null;
  const reject = (reason: RejectionReason): void => {
    tally.addRejected(reason);
    onRejected(reason, tally.lines);
  };
  return mappedChunks(mapping, {
    columns: (columns) => (records = new FactRecords(mapping, withPath(columns, mapping), types)),
    unread: reject,
    record: (record) => {
      const read = records!.read(record);
      if (typeof read === 'string') reject(read);
      else if (!isPlausibleDay(read.day, days)) reject('day_implausible');
      else {
        tally.addEvent(0);
        onRecord(read);
      }
    },
  });
}
