import { setTimeout as sleep } from 'node:timers/promises';
import { Writable } from 'node:stream';
import { copyChunks } from './copy-chunks.js';

const CHUNKS = Array.from({ length: 20 }, (_, n) => Buffer.from(`chunk ${n} `));

/** Keeps what is written, slowly; fails at the chunk `failAt`. */
function slowStream(failAt = Infinity): {
  stream: Writable;
  written: string[];
  state: { destroyedWith?: unknown };
} {
  const written: string[] = [];
  const state: { destroyedWith?: unknown } = {};
  const stream = new Writable({
    highWaterMark: 16,
    write(chunk: Buffer, _encoding, done) {
      void sleep(1).then(() => {
        if (written.length === failAt) done(new Error('the server says no'));
        else {
          written.push(String(chunk));
          done();
        }
      });
    },
    destroy(error, done) {
      state.destroyedWith = error;
      done(error);
    },
  });
  return { stream, written, state };
}

describe('copyChunks', () => {
  it('writes all chunks in order, gives each back when it is written, and ends the stream', async () => {
    const { stream, written } = slowStream();
    const back: string[] = [];
    let most = 0;
    let given = 0;
    function* counted(): Generator<Buffer> {
      for (const chunk of CHUNKS) {
        most = Math.max(most, ++given - back.length);
        yield chunk;
      }
    }
    await copyChunks(counted(), stream, (chunk) => back.push(String(chunk)));
    expect(written).toEqual(CHUNKS.map(String));
    expect(back).toEqual(written);
    expect(stream.writableFinished).toBe(true);
    // Chunks wait for one another, not all at once in memory.
    expect(most).toBeLessThan(6);
  });

  it('destroys the stream with the error of the chunks, and throws that', async () => {
    const { stream, state } = slowStream();
    async function* broken(): AsyncGenerator<Buffer> {
      yield* CHUNKS.slice(0, 3);
      await sleep(1);
      throw new Error('cannot read');
    }
    await expect(copyChunks(broken(), stream)).rejects.toThrow('cannot read');
    expect(state.destroyedWith).toMatchObject({ message: 'cannot read' });
  });

  it('throws the error of the stream, whether chunks wait for it or not, and asks for no more', async () => {
    for (const failAt of [0, 7, CHUNKS.length - 1]) {
      const { stream, written } = slowStream(failAt);
      await expect(copyChunks(CHUNKS, stream)).rejects.toThrow('the server says no');
      expect(written).toHaveLength(failAt);
    }
    const { stream } = slowStream();
    const closed = copyChunks(
      (async function* () {
        yield CHUNKS[0]!;
        await sleep(30);
        yield CHUNKS[1]!;
        yield CHUNKS[2]!;
      })(),
      stream,
    );
    await sleep(5);
    stream.destroy(new Error('connection lost'));
    await expect(closed).rejects.toThrow('connection lost');
  });

  it('throws the failure that a stream tells without being destroyed, not what writes fail with afterwards', async () => {
    let isLost = false;
    const stream = new Writable({
      highWaterMark: 1_000,
      write(_chunk, _encoding, done) {
        if (isLost) throw new TypeError('there is no connection any more');
        done();
      },
    });
    async function* late(): AsyncGenerator<Buffer> {
      yield Buffer.from('one');
      isLost = true;
      stream.emit('error', new Error('the disk is full'));
      await sleep(1);
      yield Buffer.from('two');
    }
    await expect(copyChunks(late(), stream)).rejects.toThrow('the disk is full');
  });

  it('writes nothing that still waits once a stream has told its failure', async () => {
    const written: string[] = [];
    let drain = (): void => undefined;
    const stream = new Writable({
      highWaterMark: 1_000,
      write(chunk: Buffer, _encoding, done) {
        written.push(String(chunk));
        drain = done;
      },
    });
    async function* stalled(): AsyncGenerator<Buffer> {
      yield Buffer.from('one');
      yield Buffer.from('two');
      stream.emit('error', new Error('the disk is full'));
      drain();
      await sleep(1);
      yield Buffer.from('three');
    }
    await expect(copyChunks(stalled(), stream)).rejects.toThrow('the disk is full');
    expect(written).toEqual(['one']);
  });
});
