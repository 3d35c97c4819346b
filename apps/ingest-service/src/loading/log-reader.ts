import type { ArchiveName } from '../formats/archive-name.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import { mappingOfLogRows } from '../mapping/log-rows.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { RECOGNISED_BYTES, recognised } from '../mapping/recognised.js';
import { ArchiveReader } from '../sources/archive-reader.js';
import { headOf } from '../sources/content-packing.js';
import { ParquetReader } from '../sources/parquet-reader.js';
import type { Content } from '../formats/content-digest.js';
import type { Damage } from '../sources/unpacked-chunks.js';
import { createLineLog } from './line-log.js';
import { createMappedLog } from './mapped-log.js';
import type { ManyDaysLog, MappedChunk } from './many-days-log.js';

/** An archive with its number. */
export interface WantedArchive {
  archive: Pick<ArchiveName, 'kind' | 'day' | 'format' | 'identity'>;
  archiveId: number;
}

/** A file as threads are told it. */
export interface ReadableFile {
  path: string;
  /** As it was hashed; null: as it is when it is opened. */
  version: string | null;
  /** Undefined: it is an archive of Music Box. */
  mapping: Mapping | undefined;
  /** Its name does. */
  promisesGzip: boolean;
}

/** Reads a file, whose chunks are pushed into a log. */
export interface LogReader<Chunk> {
  /** How the file ended too early, once all chunks are read. */
  readonly damage: Damage | null;
  readonly gzipped: boolean;
  readonly binary: boolean;
  /** For progress. */
  readonly bytesRead: number;
  /** What the file holds, once all chunks are read. */
  readonly content: Content;
  chunks(): AsyncGenerator<Chunk>;
}

export function readerOf({
  path,
  version,
  mapping,
}: Pick<ReadableFile, 'path' | 'version' | 'mapping'>): LogReader<MappedChunk> {
  if (mapping === undefined) return new ArchiveReader(path, version);
  return mapping.records === 'parquet'
    ? new ParquetReader(path, version, mapping)
    : new ArchiveReader(path, version);
}

/** Why a file that was read to its end, and has no event, is refused. */
export async function noEventReason(reader: LogReader<unknown>, file: ReadableFile): Promise<ArchiveReason> {
  if (reader.damage !== null) return reader.damage;
  const seen = file.mapping === undefined ? recognised(await headOf(file.path, RECOGNISED_BYTES)) : null;
  if (seen !== null) return seen;
  if (reader.binary) return 'binary';
  return file.promisesGzip && !reader.gzipped ? 'not_gzip' : 'no_event';
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
  const [{ archive, archiveId }] = archives as [WantedArchive];
  const read = archive.format === 'csv' ? mappingOfLogRows(archive.kind) : mapping;
  if (read !== undefined) return createMappedLog(read, archives, erased, days, rowBytes);
  return createLineLog(archive, archiveId, erased, days, rowBytes);
}
