import { createGunzip, createZstdDecompress } from 'node:zlib';
import { feed } from './unpacking.js';
import type { Damage } from './unpacking.js';

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
  // An object is a chunk: they are counted, and read one by one.
  const ahead = { readableObjectMode: true, readableHighWaterMark: CHUNKS_AHEAD };
  const unpacker = UNPACKERS[packing]({ chunkSize: CHUNK_BYTES, ...ahead });
  const fed = feed(source, unpacker);
  try {
    for await (const chunk of unpacker) yield chunk as Buffer;
  } catch (error) {
    // Chunks from before the error are still there.
    for (let chunk; (chunk = unpacker.read() as Buffer | null) !== null;) yield chunk;
    const sourceError = await fed;
    if (sourceError !== undefined) throw sourceError;
    onDamage((error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt');
  } finally {
    unpacker.destroy();
    await fed;
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
