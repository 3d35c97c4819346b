import type { FileHandle } from 'node:fs/promises';
import type { AsyncBuffer } from 'hyparquet';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { parquetRecords } from '../mapping/parquet-records.js';
import type { NamedRows } from '../mapping/parquet-records.js';
import { ContentDigest } from '../formats/content-digest.js';
import type { Content } from '../formats/content-digest.js';
import { openArchive, versionOf } from './content-hash.js';

const PIECE_BYTES = 1024 * 1024;

/** Reads the records of a Parquet file; one that is damaged is refused as a whole. */
export class ParquetReader {
  readonly damage = null;
  readonly gzipped = false;
  readonly binary = false;
  bytesRead = 0;
  /** What the file holds, once its records are read. */
  content: Content;

  /** @param version the file as it was hashed; null: as it is when it is opened */
  constructor(
    private readonly path: string,
    private readonly version: string | null,
    private readonly mapping: Mapping,
  ) {}

  /** @throws ArchiveRefused (other_form, columns_missing, unreadable, file_changed) */
  async *chunks(): AsyncGenerator<NamedRows> {
    await using file = await openArchive(this.path);
    const opened = await file.stat({ bigint: true });
    const version = versionOf(opened);
    if (version !== (this.version ?? version)) throw new ArchiveRefused('file_changed');
    this.content = await contentOf(file);
    yield* parquetRecords(this.bufferOf(file, Number(opened.size)), this.mapping);
    if (versionOf(await file.stat({ bigint: true })) !== version) throw new ArchiveRefused('file_changed');
  }

  private bufferOf(file: FileHandle, byteLength: number): AsyncBuffer {
    return {
      byteLength,
      slice: async (start, end = byteLength) => {
        const bytes = new Uint8Array(end - start);
        const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
        this.bytesRead = Math.min(byteLength, this.bytesRead + bytesRead);
        return bytes.buffer;
      },
    };
  }
}

/** Records are read here and there, so all bytes are read once more. */
async function contentOf(file: FileHandle): Promise<Content> {
  const digest = new ContentDigest();
  const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  for (let at = 0, bytesRead; ; at += bytesRead) {
    ({ bytesRead } = await file.read(piece, 0, piece.length, at));
    if (bytesRead === 0) return digest.content(false);
    digest.update(piece.subarray(0, bytesRead));
  }
}
