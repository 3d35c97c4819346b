import { ReadingThreads } from './reading-threads.js';

const LARGE = 65 * 1024 * 1024;
const stop = new AbortController();
let threads: ReadingThreads;
/** Batches whose next one may begin. */
let passed: string[];
let taken: ReturnType<ReadingThreads['take']>[];

const take = (batch: string, readers = 1) => {
  taken.push(threads.take(() => passed.push(batch), readers, stop.signal));
  return taken.at(-1)!;
};

beforeEach(() => {
  threads = new ReadingThreads();
  passed = [];
  taken = [];
});

afterEach(async () => {
  taken.forEach(({ release }) => {
    release();
  });
  await threads.onModuleDestroy();
});

describe('the threads of a load', () => {
  it('are two by turns while their kernels are small', async () => {
    const first = take('a');
    first.onLinesRead();
    expect(passed).toEqual(['a']);
    const second = take('b');
    expect(second.thread).not.toBe(first.thread);
    first.onRead();
    const third = take('c');
    expect(third.thread).toBe(first.thread);
    third.onRead();
    second.onRead();
    await threads.rest();
    expect([first, second].filter(({ thread }) => thread.hasEnded)).toHaveLength(1);
  });

  it('are a single one when its kernel is large, which the next batch waits for', () => {
    const first = take('a');
    first.thread.kernelBytes = LARGE;
    first.onLinesRead();
    expect(passed).toEqual([]);
    first.onRead();
    expect(passed).toEqual(['a']);
    expect(take('b').thread).toBe(first.thread);
  });

  it('are several where several may read, and the next batch begins when one has read', () => {
    const first = take('a', 2);
    expect(passed).toEqual(['a']);
    take('b', 2);
    expect(passed).toEqual(['a']);
    first.onLinesRead();
    expect(passed).toEqual(['a', 'b']);
    take('c', 2);
    expect(passed).toEqual(['a', 'b']);
  });

  it('leave none beside a large one, and end with the signal', async () => {
    const [first, second] = [take('a'), take('b')];
    first.onRead();
    second.thread.kernelBytes = LARGE;
    second.onRead();
    second.onRead();
    expect(first.thread.hasEnded).toBe(true);
    const last = take('c');
    expect(last.thread).toBe(second.thread);
    stop.abort(new Error('no longer wanted'));
    expect(last.thread.hasEnded).toBe(true);
    await expect(last.thread.dayState()).rejects.toThrow('no longer wanted');
  });
});
