import { overlapped } from './overlapped.js';

/** What began and ended, in order; an item ends when it is let go. */
function recorder() {
  const log: string[] = [];
  const gates = new Map<string, { promise: Promise<void>; resolve: () => void }>();
  const gate = (name: string): { promise: Promise<void>; resolve: () => void } => {
    let known = gates.get(name);
    if (known === undefined) {
      let resolve = (): void => undefined;
      const promise = new Promise<void>((settle) => (resolve = settle));
      gates.set(name, (known = { promise, resolve }));
    }
    return known;
  };
  return { log, gate };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const never = new AbortController().signal;

describe('overlapped', () => {
  it('begins the next when the last passes on, and has at most two in work', async () => {
    const { log, gate } = recorder();
    const all = overlapped(['a', 'b', 'c'], never, async (item, passOn) => {
      log.push(`${item} begins`);
      await gate(`${item} read`).promise;
      passOn();
      await gate(item).promise;
      log.push(`${item} ends`);
    });
    await turn();
    expect(log).toEqual(['a begins']);
    gate('a read').resolve();
    await turn();
    expect(log).toEqual(['a begins', 'b begins']);
    gate('b read').resolve();
    await turn();
    expect(log).toHaveLength(2);
    gate('a').resolve();
    await turn();
    expect(log).toEqual(['a begins', 'b begins', 'a ends', 'c begins']);
    for (const name of ['c read', 'c', 'b']) gate(name).resolve();
    await all;
    expect(log).toContain('c ends');
  });

  it('throws the first error when none is in work any more, having stopped the other', async () => {
    const ended: string[] = [];
    const all = overlapped(['a', 'b', 'c'], never, async (item, passOn, signal) => {
      passOn();
      if (item === 'a') {
        await turn();
        throw new Error('a failed');
      }
      while (!signal.aborted) await turn();
      ended.push(item);
      signal.throwIfAborted();
    });
    await expect(all).rejects.toThrow('a failed');
    expect(ended).toEqual(['b']);
  });

  it('throws an error that came before passing on, and begins no other', async () => {
    const begun: string[] = [];
    const all = overlapped(['a', 'b'], never, (item) => {
      begun.push(item);
      return Promise.reject(new Error('unreadable'));
    });
    await expect(all).rejects.toThrow('unreadable');
    expect(begun).toEqual(['a']);
  });

  it('hands on the signal of the caller', async () => {
    const stop = new AbortController();
    const all = overlapped(['a'], stop.signal, async (_item, _passOn, signal) => {
      stop.abort(new Error('cancelled'));
      await turn();
      signal.throwIfAborted();
    });
    await expect(all).rejects.toThrow('cancelled');
  });

  it('does nothing with nothing', async () => {
    await overlapped([], never, () => Promise.reject(new Error('called')));
  });
});
