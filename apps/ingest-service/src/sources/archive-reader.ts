import type { FileHandle } from 'node:fs/promises';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import { ContentDigest } from '../formats/content-digest.js';
import type { Content } from '../formats/content-digest.js';
import { openArchive, versionOf } from './content-hash.js';
import { SNIFFED_BYTES, sniffPacking } from './content-packing.js';
import type { Packing } from './content-packing.js';
import { freed, unpackedChunks } from './unpacked-chunks.js';
import { tarLogChunks } from './tar-log.js';
import type { Damage } from './unpacked-chunks.js';

const READ_BYTES = 256 * 1024;

/**
 * Reads one archive in constant memory: `.tar.gz`, `.gz`, `.zst`, `.tar` or plain text, recognised by content alone.
 * After the last chunk `damage` says whether the archive ended too early or was damaged; of a cut archive
 * every byte is yielded, see `unpackedChunks`. A file that grows is read as far as it reached at the start, and
 * refused at the end.
 */
export class ArchiveReader {
  damage: Damage | null = null;
  /** The file is gzip, whatever its name promises. */
  gzipped = false;
  /** The log does not look like text; it is yielded all the same, since lines of it may be whole. */
  binary = false;
  /** Bytes read from the file so far, for progress. */
  bytesRead = 0;
  /** The file as it was opened, see `versionOf`. */
  version: string | null;
  /** Of what was yielded so far. */
  readonly digest: ContentDigest;

  /** Where the file ended when it was opened. */
  private end = 0;

  /**
   * @param version the file as it was seen before; null: as it is when it is opened
   * @param lengths of beginnings of the content of which a digest is needed
   */
  constructor(
    private readonly path: string,
    version: string | null = null,
    lengths: readonly number[] = [],
  ) {
    this.version = version;
    this.digest = new ContentDigest(lengths);
  }

  /** What the file holds, once all chunks are read. */
  get content(): Content {
    return this.digest.content(this.damage !== null);
  }

  /**
   * The log's bytes, in chunks that end anywhere; each is valid only until the next one is requested.
   * @throws ArchiveRefused (empty, unknown_packing, no_log_inside, several_logs_inside, unreadable,
   * file_changed).
   */
  async *chunks(): AsyncGenerator<Buffer> {
    const file = await openArchive(this.path);
    try {
      const opened = await file.stat({ bigint: true });
      const version = versionOf(opened);
      if (version !== (this.version ?? version)) throw new ArchiveRefused('file_changed');
      this.version = version;
      this.end = Number(opened.size);
      for await (const chunk of this.unpacked(file)) {
        this.digest.update(chunk);
        yield chunk;
      }
      if (versionOf(await file.stat({ bigint: true })) !== version) throw new ArchiveRefused('file_changed');
    } finally {
      await file.close();
    }
  }

  private async *unpacked(file: FileHandle): AsyncGenerator<Buffer> {
    const onDamage = (damage: Damage): void => {
      this.damage ??= damage;
    };
    const head = Buffer.alloc(SNIFFED_BYTES);
    let packing: Packing = sniffPacking(head.subarray(0, await this.readFrom(file, head, 0)));
    let chunks: AsyncIterable<Buffer> = this.fileChunks(file);
    const isPacked = packing === 'gzip' || packing === 'zstd';
    if (packing === 'gzip' || packing === 'zstd') {
      this.gzipped = packing === 'gzip';
      const content = await peeked(unpackedChunks(chunks, packing, onDamage));
      // Nothing could be unpacked: the damage is a better reason than an empty content.
      if (content.head.length === 0 && this.damage !== null) return;
      packing = sniffPacking(content.head);
      if (packing === 'gzip' || packing === 'zstd') throw new ArchiveRefused('unknown_packing');
      ({ chunks } = content);
    }
    if (packing === 'tar') {
      const log = await peeked(tarLogChunks(isPacked ? chunks : copies(chunks), onDamage));
      if (log.head.length === 0 && this.damage !== null) return;
      packing = sniffPacking(log.head);
      if (packing !== 'text' && packing !== 'binary') throw new ArchiveRefused('unknown_packing');
      ({ chunks } = log);
    }
    this.binary = packing === 'binary';
    yield* isPacked ? freed(chunks) : chunks;
  }

  /**
   * The bytes of the file, read ahead into two buffers in turns: with fresh ones for 700 MiB the garbage
   * collector took a tenth of the loader's time.
   */
  private async *fileChunks(file: FileHandle): AsyncGenerator<Buffer> {
    let ready = Buffer.allocUnsafeSlow(READ_BYTES);
    let other = Buffer.allocUnsafeSlow(READ_BYTES);
    let reading = this.readFrom(file, ready, 0);
    try {
      for (let at = 0, bytes; (bytes = await reading) > 0;) {
        at += bytes;
        this.bytesRead = at;
        reading = this.readFrom(file, other, at);
        // Its error comes in its turn, which the caller may not wait for.
        reading.catch(() => undefined);
        yield ready.subarray(0, bytes);
        [ready, other] = [other, ready];
      }
    } finally {
      // Not into a buffer of a file that is closed.
      await reading.catch(() => undefined);
    }
  }

  /** @returns how many bytes were read; 0 at the end that the file had when it was opened */
  private async readFrom(file: FileHandle, buffer: Buffer, position: number): Promise<number> {
    try {
      return (await file.read(buffer, 0, Math.min(buffer.length, this.end - position), position)).bytesRead;
    } catch (cause) {
      throw new ArchiveRefused('unreadable', { cause });
    }
  }
}

/** For a reader that refers to more than the last chunk. */
async function* copies(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

interface Peeked {
  head: Buffer;
  chunks: AsyncGenerator<Buffer>;
}

/** Takes chunks until there is enough to sniff, and gives them back in front of the rest. */
async function peeked(source: AsyncIterable<Buffer>): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]();
  const taken: Buffer[] = [];
  for (let size = 0; size < SNIFFED_BYTES;) {
    const next = await iterator.next();
    if (next.done === true) break;
    taken.push(next.value);
    size += next.value.length;
  }
  return { head: Buffer.concat(taken), chunks: resumed(taken, iterator) };
}

async function* resumed(taken: Buffer[], iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* taken;
    yield* { [Symbol.asyncIterator]: () => iterator };
  } finally {
    await iterator.return?.();
  }
}
