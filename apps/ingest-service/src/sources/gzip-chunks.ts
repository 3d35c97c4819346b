import { createGunzip } from 'node:zlib';
import type { Gunzip } from 'node:zlib';
import type { Damage } from './damage.js';

/** Chunks are parts of buffers of this size. */
export const GUNZIPPED_BYTES = 256 * 1024;
/** Decompression waits when the caller has not taken so much: a chunk of 128 KiB may unpack to 128 MiB. */
const MOST_READY_BYTES = 4 * 1024 * 1024;
/**
 * What was decompressed of the input that holds an error is lost with it, so a damaged file is read again with that
 * input in ever smaller pieces: in the end no whole byte before the error is lost.
 */
const PIECES = [Infinity, 1024, 1];

/** How far a reading came. */
interface Reached {
  /** Bytes of output that were yielded or passed over. */
  output: number;
  /** Where the piece of input begins that could not be decompressed. */
  input: number;
  failure: NodeJS.ErrnoException | undefined;
}

/**
 * Decompresses gzip members, yielding everything that can be decompressed, also when the file is cut or damaged:
 * `onDamage` is then told before the end. A plain pipe would throw buffered output away with the error.
 * @param open gives the compressed bytes from the start; a damaged file is opened up to three times
 */
export async function* gunzipChunks(
  open: () => AsyncIterable<Buffer>,
  onDamage: (damage: Damage) => void,
): AsyncGenerator<Buffer> {
  let reached: Reached = { output: 0, input: Infinity, failure: undefined };
  for (const pieceBytes of PIECES) {
    reached = yield* gunzipOnce(inPieces(open(), reached.input, pieceBytes), reached.output);
    if (reached.failure === undefined) return;
    if (reached.failure.code === 'Z_BUF_ERROR') break;
  }
  onDamage(reached.failure?.code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt');
}

/** The same bytes; what lies from `start` on comes in pieces of at most `pieceBytes`. */
async function* inPieces(
  source: AsyncIterable<Buffer>,
  start: number,
  pieceBytes: number,
): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const chunk of source) {
    const whole = Math.min(chunk.length, Math.max(0, start - at));
    if (whole > 0) yield chunk.subarray(0, whole);
    for (let from = whole; from < chunk.length; from += pieceBytes) {
      yield chunk.subarray(from, from + pieceBytes);
    }
    at += chunk.length;
  }
}

/**
 * Decompresses until the end or the first error, without the first `passOver` bytes of output. The next chunk is
 * decompressed by the thread pool while the caller works on the last.
 */
async function* gunzipOnce(source: AsyncIterable<Buffer>, passOver: number): AsyncGenerator<Buffer, Reached> {
  const gunzip = createGunzip({ chunkSize: GUNZIPPED_BYTES });
  const reached: Reached = { output: 0, input: 0, failure: undefined };
  let ready: Buffer[] = [];
  let readyBytes = 0;
  let tellFull = (): void => undefined;
  let failure: NodeJS.ErrnoException | undefined;
  gunzip.on('data', (chunk: Buffer) => {
    ready.push(chunk);
    readyBytes += chunk.length;
    if (readyBytes < MOST_READY_BYTES) return;
    gunzip.pause();
    tellFull();
  });
  gunzip.on('error', (error) => (failure ??= error));
  const take = function* (): Generator<Buffer> {
    const taken = ready;
    ready = [];
    readyBytes = 0;
    for (const chunk of taken) {
      const old = Math.max(0, Math.min(chunk.length, passOver - reached.output));
      reached.output += chunk.length;
      if (old < chunk.length) yield chunk.subarray(old);
    }
  };
  /** Waits for the work; hands on what is ready whenever that is too much to go on with. */
  const finished = async function* (work: Promise<void>): AsyncGenerator<Buffer> {
    const done = work.then(() => true);
    for (;;) {
      const full = new Promise<boolean>((resolve) => {
        tellFull = () => {
          resolve(false);
        };
        if (readyBytes >= MOST_READY_BYTES) resolve(false);
      });
      if (await Promise.race([full, done])) return;
      yield* take();
      gunzip.resume();
    }
  };
  try {
    let working = Promise.resolve();
    let workingBytes = 0;
    for await (const chunk of source) {
      yield* finished(working);
      if (failure !== undefined || gunzip.readableEnded) break;
      const taken = [...take()];
      reached.input += workingBytes;
      working = write(gunzip, chunk);
      workingBytes = chunk.length;
      yield* taken;
    }
    yield* finished(working);
    yield* take();
    if (failure === undefined && !gunzip.readableEnded) yield* finished(end(gunzip));
    yield* take();
    return { ...reached, failure };
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
