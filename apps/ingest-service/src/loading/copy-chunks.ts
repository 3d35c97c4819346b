import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/**
 * Writes all chunks and ends the stream, as `pipeline` does; `onWritten` gets back each chunk that the stream is done with.
 * @throws what `chunks` throws, after the stream was destroyed with it, or what the stream fails with
 */
export async function copyChunks(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  to: Writable,
  onWritten: (chunk: Buffer) => void = () => undefined,
): Promise<void> {
  const ended = finished(to);
  ended.catch(() => undefined);
  try {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      const mayGoOn = to.write(chunk, (error) => {
        if (error === null || error === undefined) onWritten(chunk);
      });
      if (!mayGoOn) await Promise.race([once(to, 'drain'), ended]);
    }
    to.end();
  } catch (error) {
    to.destroy(error as Error);
    await ended.catch(() => undefined);
    throw error;
  }
  await ended;
}
