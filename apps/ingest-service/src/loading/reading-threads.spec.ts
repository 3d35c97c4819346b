import type { ReadingThread } from './reading-thread.js';
import { ReadingThreads } from './reading-threads.js';

const LARGE = 65 * 1024 * 1024;
const never = new AbortController().signal;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

type Taken = Parameters<Parameters<ReadingThreads['each']>[3]>[1];

let threads: ReadingThreads;
/** Batches that were begun, with what each has got, and what ends each. */
let begun: Map<string, Taken>;
let ends: Map<string, () => void>;

/** Loads batches each of which ends when the test says so. */
function load(batches: string[], readers = 1): Promise<void> {
  return threads.each(batches, readers, never, async (batch, taken) => {
    begun.set(batch, taken);
    await new Promise<void>((end) => ends.set(batch, end));
  });
}

beforeEach(() => {
  threads = new ReadingThreads();
  begun = new Map();
  ends = new Map();
});

afterEach(async () => {
  await threads.onModuleDestroy();
});

describe('the batches of a load', () => {
  it('are read one after the other, and two are in work at most', async () => {
    const all = load(['a', 'b', 'c']);
    expect([...begun.keys()]).toEqual(['a']);
    begun.get('a')!.onLinesRead();
    await turn();
    expect([...begun.keys()]).toEqual(['a', 'b']);
    expect(begun.get('b')!.thread).not.toBe(begun.get('a')!.thread);
    begun.get('b')!.onRead();
    await turn();
    expect(begun.size).toBe(2);
    ends.get('a')!();
    await turn();
    expect([...begun.keys()]).toEqual(['a', 'b', 'c']);
    expect([...begun.values()].filter(({ thread }) => thread.hasEnded)).toEqual([]);
    ends.get('b')!();
    ends.get('c')!();
    await all;
    await threads.rest();
    const ended = new Set([...begun.values()].map(({ thread }) => thread).filter(hasEnded));
    expect(ended.size).toBe(1);
  });

  it('wait for the thread whose kernel is large, beside which none is left', async () => {
    const all = load(['a', 'b', 'c'], 2);
    await turn();
    const [first, second] = [begun.get('a')!, begun.get('b')!];
    first.onRead();
    await turn();
    expect(begun.get('c')!.thread).toBe(first.thread);
    second.thread.kernelBytes = LARGE;
    second.onLinesRead();
    begun.get('c')!.onRead();
    second.onRead();
    expect(first.thread.hasEnded).toBe(true);
    for (const end of ends.values()) end();
    await all;

    const alone = load(['d', 'e']);
    expect(begun.get('d')!.thread).toBe(second.thread);
    begun.get('d')!.onLinesRead();
    await turn();
    expect(begun.has('e')).toBe(false);
    ends.get('d')!();
    await turn();
    ends.get('e')!();
    await alone;
  });

  it('stop at the first error, which is thrown when none is in work any more', async () => {
    const ended: string[] = [];
    const taken: ReadingThread[] = [];
    const all = threads.each(['a', 'b', 'c'], 2, never, async (batch, { thread }, signal) => {
      taken.push(thread);
      await turn();
      if (batch === 'a') throw new Error('a failed');
      while (!signal.aborted) await turn();
      ended.push(batch);
      signal.throwIfAborted();
    });
    await expect(all).rejects.toThrow('a failed');
    expect(ended).toEqual(['b']);
    expect(taken.every(hasEnded)).toBe(true);
    await expect(taken[1]!.dayState()).rejects.toThrow('a failed');
  });

  it('stop with the signal of the caller, and none are no work', async () => {
    const stop = new AbortController();
    const all = threads.each(['a'], 1, stop.signal, async (_batch, _taken, signal) => {
      stop.abort(new Error('cancelled'));
      await turn();
      signal.throwIfAborted();
    });
    await expect(all).rejects.toThrow('cancelled');
    await load([]);
  });
});

function hasEnded(thread: ReadingThread): boolean {
  return thread.hasEnded;
}
