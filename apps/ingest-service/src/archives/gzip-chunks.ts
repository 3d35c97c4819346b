import { createGunzip } from 'node:zlib';
import type { Gunzip } from 'node:zlib';
import type { Damage } from './damage.js';

const OUTPUT_BYTES = 256 * 1024;

/**
 * Decompresses gzip members from `source`, yielding everything that can be decompressed, also when the file is cut
 * or damaged: `onDamage` is then told before the end. A plain pipe would throw buffered output away with the error.
 * The next chunk is decompressed by the thread pool while the caller works on the last.
 */
export async function* gunzipChunks(
  source: AsyncIterable<Buffer>,
  onDamage: (damage: Damage) => void,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: OUTPUT_BYTES });
  let ready: Buffer[] = [];
  let failure: NodeJS.ErrnoException | undefined;
  gunzip.on('data', (chunk: Buffer) => ready.push(chunk));
  gunzip.on('error', (error) => (failure ??= error));
  const take = (): Buffer[] => {
    const taken = ready;
    ready = [];
    return taken;
  };
  try {
    let working = Promise.resolve();
    for await (const chunk of source) {
      await working;
      const taken = take();
      if (failure !== undefined || gunzip.readableEnded) {
        yield* taken;
        break;
      }
      working = write(gunzip, chunk);
      yield* taken;
    }
    await working;
    yield* take();
    if (failure === undefined && !gunzip.readableEnded) await end(gunzip);
    yield* take();
    if (failure !== undefined) onDamage(failure.code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt');
  } finally {
    gunzip.destroy();
  }
}

/**
 * Settles when all output of the chunk was handed on. No callback comes when decompression fails, nor when padding
 * behind the last member ends it: then the events tell.
 */
function write(gunzip: Gunzip, chunk: Buffer): Promise<void> {
  return settled(gunzip, (settle) => gunzip.write(chunk, settle));
}

function end(gunzip: Gunzip): Promise<void> {
  return settled(gunzip, () => gunzip.end());
}

function settled(gunzip: Gunzip, start: (settle: () => void) => unknown): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      gunzip.off('end', settle).off('error', settle);
      resolve();
    };
    gunzip.once('end', settle).once('error', settle);
    start(settle);
  });
}
