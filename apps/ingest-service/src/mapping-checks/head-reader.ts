import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { MappedChunk } from '../loading/mapped-log.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { parquetRecords } from '../mapping/parquet-records.js';

/** Reads the unpacked first bytes of a file by a mapping; of a Parquet file all its bytes are needed. */
export class HeadReader {
  readonly damage = null;

  constructor(
    private readonly head: Buffer,
    private readonly mapping: Mapping,
  ) {}

  /** @throws ArchiveRefused (other_form, columns_missing) */
  async *chunks(): AsyncGenerator<MappedChunk> {
    const { head, mapping } = this;
    if (mapping.records !== 'parquet') {
      yield head;
      return;
    }
    const file = head.buffer.slice(head.byteOffset, head.byteOffset + head.length) as ArrayBuffer;
    try {
      yield* parquetRecords(file, mapping);
    } catch (cause) {
      if (cause instanceof ArchiveRefused) throw cause;
      throw new ArchiveRefused('other_form', { cause });
    }
  }
}
