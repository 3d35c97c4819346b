import type { ArchiveName } from '../formats/archive-name.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { ArchiveReader } from '../sources/archive-reader.js';
import { ParquetReader } from '../sources/parquet-reader.js';
import type { Damage } from '../sources/unpacked-chunks.js';
import { createCsvLog } from './csv-log.js';
import { createLineLog } from './line-log.js';
import { createMappedLog } from './mapped-log.js';
import type { MappedChunk } from './mapped-log.js';
import type { ManyDaysLog } from './many-days-log.js';

/** Read in about a millisecond: what PostgreSQL and callers send meanwhile waits so long. */
const TURN_BYTES = 32 * 1024;

/** An archive with its number. */
export interface WantedArchive {
  archive: Pick<ArchiveName, 'kind' | 'day' | 'format' | 'identity'>;
  archiveId: number;
}

/** Reads a file, whose chunks are pushed into a log. */
export interface LogReader<Chunk> {
  /** How the file ended too early, once all chunks are read. */
  readonly damage: Damage | null;
  readonly gzipped: boolean;
  readonly binary: boolean;
  /** For progress. */
  readonly bytesRead: number;
  chunks(): AsyncGenerator<Chunk>;
}

/** What reads a file. @param mapping undefined: it is an archive of Music Box */
export function readerOf(
  { path, version }: { path: string; version: string | null },
  mapping: Mapping | undefined,
): LogReader<MappedChunk> {
  if (mapping === undefined) return new ArchiveReader(path, version);
  return mapping.records === 'parquet'
    ? new ParquetReader(path, version, mapping)
    : new ArchiveReader(path, version, TURN_BYTES);
}

/**
 * The log of a file without the kernel, by what its name says and its mapping.
 * @param archives of the file that are wanted, each with its number
 * @param erased users whose lines are rejected; null: none
 */
export function manyDaysLogOf(
  mapping: Mapping | undefined,
  archives: readonly WantedArchive[],
  erased: ErasedUsers | null,
  days: PlausibleDays,
  rowBytes: number,
): ManyDaysLog<MappedChunk> {
  if (mapping !== undefined) return createMappedLog(mapping, archives, erased, days, rowBytes);
  const [{ archive, archiveId }] = archives as [WantedArchive];
  const create = archive.format === 'csv' ? createCsvLog : createLineLog;
  return create(archive, archiveId, erased, days, rowBytes);
}
