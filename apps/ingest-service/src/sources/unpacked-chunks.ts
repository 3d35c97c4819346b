import { once } from 'node:events';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { cutAtZstdFrames } from './zstd-frames.js';

/** How an archive that begins well may end badly: cut off, or damaged at some point. */
export type Damage = 'truncated' | 'corrupt';

/** What unpacks: bytes are written into it, and come out by another way. */
interface Unpacker extends NodeJS.EventEmitter {
  readonly destroyed: boolean;
  write(chunk: Buffer): boolean;
  end(data: null): unknown;
  destroy(error?: Error): unknown;
}

/**
 * Writes the source into the unpacker until one of them ends. The end is written only when all before it is
 * unpacked: together with the last chunk, the error of a cut archive would cost what that chunk unpacks to.
 * @returns the source's error, with which the unpacker is destroyed; the unpacker's own errors come out of it
 */
export async function feed(source: AsyncIterable<Buffer>, unpacker: Unpacker): Promise<Error | undefined> {
  const closed = once(unpacker, 'close').catch(() => undefined);
  try {
    for await (const chunk of source) {
      if (unpacker.destroyed) return undefined;
      if (unpacker.write(chunk)) continue;
      // An error of the unpacker ends both waits.
      await Promise.race([once(unpacker, 'drain').catch(() => undefined), closed]);
    }
    unpacker.end(null);
    return undefined;
  } catch (error) {
    unpacker.destroy(error as Error);
    return error as Error;
  }
}

const CHUNK_BYTES = 256 * 1024;
/** 2 MiB: unpacking takes about as long as reading lines, and now one, now the other is slower. */
const CHUNKS_AHEAD = 8;

const UNPACKERS = { gzip: createGunzip, zstd: createZstdDecompress };

/**
 * Unpacks gzip members or zstd frames by the thread pool, some chunks ahead of the caller. Of a cut file every byte is
 * yielded; of a damaged one all but at most the last 256 KiB before the damage, which zlib drops with its
 * error. Then `onDamage` is called.
 * @throws the source's own error
 */
export async function* unpackedChunks(
  source: AsyncIterable<Buffer>,
  packing: keyof typeof UNPACKERS,
  onDamage: (damage: Damage) => void,
): AsyncGenerator<Buffer> {
  // An object is a chunk: they are counted, and read one by one. Of the source none waits: it is valid for one turn.
  const ahead = { readableObjectMode: true, readableHighWaterMark: CHUNKS_AHEAD, writableHighWaterMark: 1 };
  const unpacker = UNPACKERS[packing]({ chunkSize: CHUNK_BYTES, ...ahead });
  const rest = new Rest(packing === 'zstd' ? cutAtZstdFrames(source) : source);
  const fed = feed(rest.taken(), unpacker);
  try {
    for await (const chunk of unpacker) yield chunk as Buffer;
    await fed;
    if (await rest.hasMore(unpacker.bytesWritten)) onDamage('corrupt');
  } catch (error) {
    // Chunks from before the error are still there.
    for (let chunk; (chunk = unpacker.read() as Buffer | null) !== null;) yield chunk;
    const sourceError = await fed;
    if (sourceError !== undefined) throw sourceError;
    onDamage((error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt');
  } finally {
    unpacker.destroy();
    await fed;
    await rest.close();
  }
}

/** A source of which an unpacker takes as much as it unpacks; zlib passes over all behind zeros without a word. */
class Rest {
  private readonly chunks: AsyncIterator<Buffer>;
  private last: Buffer = Buffer.alloc(0);
  private bytes = 0;

  constructor(source: AsyncIterable<Buffer>) {
    this.chunks = source[Symbol.asyncIterator]();
  }

  async *taken(): AsyncGenerator<Buffer> {
    for (let next; (next = await this.chunks.next()).done !== true;) {
      this.last = next.value;
      this.bytes += this.last.length;
      yield this.last;
    }
  }

  /** Whether anything but zeros follows. @param unpacked how many bytes have been unpacked */
  async hasMore(unpacked: number): Promise<boolean> {
    let rest = this.last.subarray(this.last.length - (this.bytes - unpacked));
    for (;;) {
      if (rest.some((byte) => byte !== 0)) return true;
      const next = await this.chunks.next();
      if (next.done === true) return false;
      rest = next.value;
    }
  }

  async close(): Promise<void> {
    await this.chunks.return?.();
  }
}

/**
 * The same chunks, or parts of them in their order; the memory of each is freed when the next one comes. The
 * garbage collector leaves up to 64 MiB of them, since the objects that V8 counts are small.
 */
export async function* freed(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let last: ArrayBufferLike | null = null;
  for await (const chunk of chunks) {
    // Buffers of other sizes are copies, perhaps within the pool that all small buffers share.
    if (last instanceof ArrayBuffer && last !== chunk.buffer && last.byteLength === CHUNK_BYTES)
      last.transfer(0);
    last = chunk.buffer;
    yield chunk;
  }
}
