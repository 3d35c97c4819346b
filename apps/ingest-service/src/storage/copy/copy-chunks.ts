import type { Transaction } from '#common';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';

/**
 * Rows that may be made while PostgreSQL still takes earlier ones: with the usual 64 KiB each waited for the
 * other in turns.
 */
const COPY_AHEAD_BYTES = 2 * 1024 * 1024;

/**
 * Copies rows in binary format; an error in `rows` ends the COPY and is thrown on.
 * @param onSent gets back each buffer that PostgreSQL has
 */
export async function copyInto(
  { client }: Transaction,
  statement: string,
  rows: AsyncIterable<Buffer> | Iterable<Buffer>,
  onSent?: (buffer: Buffer) => void,
): Promise<void> {
  const options = { highWaterMark: COPY_AHEAD_BYTES };
  await copyChunks(rows, client.query(copyFrom(statement, options)), onSent);
}

/**
 * Writes all chunks and ends the stream, as `pipeline` does; `onWritten` gets back each chunk that the stream
 * is done with. Chunks wait while the stream has as much as its high-water mark: counted by what came back,
 * because the stream's own count falls before its events.
 * @throws what `chunks` throws, after the stream was destroyed with it, or what the stream fails with
 */
export async function copyChunks(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  to: Writable,
  onWritten: (chunk: Buffer) => void = () => undefined,
): Promise<void> {
  const ended = finished(to);
  ended.catch(() => undefined);
  const failure: { reason?: Error } = {};
  // pg-copy-streams emits its failure without being destroyed, and has no connection any more: what waits in it would
  // be written at the next drain, and that error ends the process.
  to.once('error', (error) => {
    failure.reason = error;
    to.destroy();
  });
  let bytes = 0;
  let goOn = (): void => undefined;
  try {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      to.write(chunk, (error) => {
        bytes -= chunk.length;
        if (error === null || error === undefined) onWritten(chunk);
        goOn();
      });
      while (bytes >= to.writableHighWaterMark) {
        await Promise.race([new Promise<void>((resolve) => (goOn = resolve)), ended]);
      }
    }
    to.end();
  } catch (error) {
    // After a failure every write fails for another reason.
    const first: unknown = failure.reason ?? error;
    to.destroy(first as Error);
    await ended.catch(() => undefined);
    throw first;
  }
  await ended;
}

/** What is sent between threads is an Uint8Array. */
export function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
