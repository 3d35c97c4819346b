import type { FileHandle } from 'node:fs/promises';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import { openArchive, versionOf } from './content-hash.js';
import { sniffPacking } from './content-packing.js';
import type { Packing } from './content-packing.js';
import type { Damage } from './damage.js';
import { givenBack } from './given-back.js';
import { GUNZIPPED_BYTES, gunzipChunks } from './gzip-chunks.js';
import { readAhead } from './read-ahead.js';
import { tarLogChunks } from './tar-log.js';

const READ_BYTES = 128 * 1024;
const PLAIN_READ_BYTES = 256 * 1024;
/** Of compressed bytes. */
const CHUNKS_IN_WORK = 3;
/** Some MiB of decompressed log: decompressing takes about as long as reading lines, and now one, now the other is slower. */
const CHUNKS_AHEAD = 8;
/** A tar header is one block of 512 bytes. */
const SNIFF_BYTES = 512;

/**
 * Reads one archive in constant memory: `.tar.gz`, `.gz`, `.tar` or plain text, told apart by content alone.
 * After the last chunk `damage` says whether the archive ended too early or was damaged; all that was whole before
 * is yielded. A file that grows is read as far as it reached at the start, and refused at the end.
 */
export class ArchiveReader {
  damage: Damage | null = null;
  /** The file is gzip, whatever its name promises. */
  gzipped = false;
  /** The log does not look like text; it is yielded all the same, since lines of it may be whole. */
  binary = false;
  /** Bytes read from the file so far, for progress. */
  bytesRead = 0;

  /** Where the file ended when it was opened. */
  private end = 0;

  /** @param version the file as it was hashed; null: as it is when it is opened */
  constructor(
    private readonly path: string,
    private readonly version: string | null = null,
  ) {}

  /**
   * The log's bytes, in chunks that end anywhere; each holds only until the next one is asked for.
   * @throws ArchiveRefused (empty, unknown_packing, no_log_inside, several_logs_inside, unreadable, file_changed).
   */
  async *chunks(): AsyncGenerator<Buffer> {
    const file = await openArchive(this.path);
    try {
      const opened = await file.stat({ bigint: true });
      const version = versionOf(opened);
      if (version !== (this.version ?? version)) throw new ArchiveRefused('file_changed');
      this.end = Number(opened.size);
      yield* this.unpacked(file);
      if (versionOf(await file.stat({ bigint: true })) !== version) throw new ArchiveRefused('file_changed');
    } finally {
      await file.close();
    }
  }

  private async *unpacked(file: FileHandle): AsyncGenerator<Buffer> {
    const onDamage = (damage: Damage): void => {
      this.damage ??= damage;
    };
    let content = await peeked(this.fileChunks(file));
    let packing: Packing = sniffPacking(content.head);
    if (packing === 'gzip') {
      this.gzipped = true;
      const { chunks } = content;
      let isFirst = true;
      const open = (): AsyncIterable<Buffer> => {
        if (!isFirst) return this.fileChunks(file);
        isFirst = false;
        return chunks;
      };
      content = await peeked(readAhead(gunzipChunks(open, onDamage), CHUNKS_AHEAD));
      // Nothing could be decompressed: the damage says more than an empty content.
      if (content.head.length === 0 && this.damage !== null) return;
      packing = sniffPacking(content.head);
      if (packing === 'gzip') throw new ArchiveRefused('unknown_packing');
    }
    if (packing !== 'tar') {
      this.binary = packing === 'binary';
      if (this.gzipped) yield* givenBack(content.chunks, GUNZIPPED_BYTES);
      else yield* this.plainChunks(file);
      return;
    }
    const log = await peeked(tarLogChunks(content.chunks, onDamage));
    if (log.head.length === 0 && this.damage !== null) return;
    packing = sniffPacking(log.head);
    if (packing === 'gzip' || packing === 'tar') throw new ArchiveRefused('unknown_packing');
    this.binary = packing === 'binary';
    yield* this.gzipped ? givenBack(log.chunks, GUNZIPPED_BYTES) : log.chunks;
  }

  /**
   * The file as it stands, read ahead into two buffers in turns: with fresh ones for 700 MiB the garbage collector took a tenth
   * of the loader's time.
   */
  private async *plainChunks(file: FileHandle): AsyncGenerator<Buffer> {
    let ready = Buffer.allocUnsafeSlow(PLAIN_READ_BYTES);
    let other = Buffer.allocUnsafeSlow(PLAIN_READ_BYTES);
    let reading = this.readFrom(file, ready, 0);
    try {
      for (let at = 0; ;) {
        const { bytesRead } = await reading;
        if (bytesRead === 0) return;
        at += bytesRead;
        this.bytesRead = at;
        reading = this.readFrom(file, other, at);
        yield ready.subarray(0, bytesRead);
        [ready, other] = [other, ready];
      }
    } finally {
      // Not into a buffer of a file that is closed.
      await reading.catch(() => undefined);
    }
  }

  private async *fileChunks(file: FileHandle): AsyncGenerator<Buffer> {
    const used: Buffer[] = [];
    for (let at = 0; ;) {
      // Decompression may still read the last chunk when the next one is asked for; who takes a tar archive apart, any.
      const spare =
        this.gzipped && used.length >= CHUNKS_IN_WORK ? used.shift()! : Buffer.allocUnsafeSlow(READ_BYTES);
      if (this.gzipped) used.push(spare);
      const { bytesRead, buffer } = await this.readFrom(file, spare, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      this.bytesRead = Math.max(this.bytesRead, at);
      yield buffer.subarray(0, bytesRead);
    }
  }

  private async readFrom(
    file: FileHandle,
    buffer: Buffer,
    position: number,
  ): Promise<{ bytesRead: number; buffer: Buffer }> {
    try {
      return await file.read(buffer, 0, Math.min(buffer.length, this.end - position), position);
    } catch (cause) {
      throw new ArchiveRefused('unreadable', { cause });
    }
  }
}

interface Peeked {
  head: Buffer;
  chunks: AsyncGenerator<Buffer>;
}

/** Takes chunks until there is enough to sniff, and gives them back in front of the rest. */
async function peeked(source: AsyncIterable<Buffer>): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]();
  const taken: Buffer[] = [];
  let size = 0;
  let done = false;
  while (size < SNIFF_BYTES && !done) {
    const next = await iterator.next();
    if (next.done === true) done = true;
    else {
      taken.push(next.value);
      size += next.value.length;
    }
  }
  return { head: Buffer.concat(taken), chunks: resumed(taken, iterator, done) };
}

async function* resumed(
  taken: Buffer[],
  iterator: AsyncIterator<Buffer>,
  done: boolean,
): AsyncGenerator<Buffer> {
  try {
    yield* taken;
    while (!done) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
