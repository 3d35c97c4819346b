import type { Cell, ParquetColumn } from '#common/parquet';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import type { ArchiveName } from '../formats/archive-name.js';
import type { CountedOutcome } from '../loading/load-outcome.js';
import { dayNumber } from '../storage/calendar-day.js';
import { EPOCH_DAYS } from './copied-rows.js';

const column = (name: string, type: ParquetColumn['type'], isNullable: boolean): ParquetColumn => ({
  name,
  type,
  isNullable,
});

/** What became of archives, in columns of the table of that name; counts by rule are JSON. */
export const ARCHIVE: readonly ParquetColumn[] = [
  ...['identity', 'name', 'state'].map((name) => column(name, 'TEXT', false)),
  ...['kind', 'reason'].map((name) => column(name, 'TEXT', true)),
  ...['day', 'part'].map((name) => column(name, 'INT32', true)),
  ...['byte_count', 'line_count', 'event_count'].map((name) => column(name, 'INT64', false)),
  ...['rejected', 'repaired'].map((name) => column(name, 'TEXT', false)),
];

export function archiveRow(
  { identity, day = null, part = null }: Partial<ArchiveName> & Pick<ArchiveName, 'identity'>,
  { name, state, kind, reason, byteCount, tally }: CountedOutcome,
): Cell[] {
  return [
    ...[identity, name, state, kind, reason],
    ...[day === null ? null : dayNumber(day) - EPOCH_DAYS, part],
    ...[byteCount, tally?.lines ?? 0, tally?.events ?? 0].map(BigInt),
    ...[tally?.rejected() ?? {}, tally?.repaired() ?? {}].map((counts) => JSON.stringify(counts)),
  ];
}

interface StoredArchive extends Pick<CountedOutcome, 'name' | 'state' | 'kind' | 'reason'> {
  byte_count: bigint;
  line_count: bigint;
  event_count: bigint;
  rejected: string;
  repaired: string;
}

/** Outcomes from a file of rows of {@link archiveRow}. */
export async function readOutcomes(path: string): Promise<CountedOutcome[]> {
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
  return (rows as unknown as StoredArchive[]).map(({ name, state, kind, reason, ...counts }) => ({
    name,
    state,
    kind,
    reason,
    byteCount: Number(counts.byte_count),
    tally: {
      lines: Number(counts.line_count),
      events: Number(counts.event_count),
      rejected: () => JSON.parse(counts.rejected) as Record<string, number>,
      repaired: () => JSON.parse(counts.repaired) as Record<string, number>,
    },
  }));
}
