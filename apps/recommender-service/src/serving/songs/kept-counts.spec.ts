import { setImmediate } from 'node:timers/promises';
import { ServiceEnd } from '../../registry/service-end.js';
import { KeptCounts } from './kept-counts.js';

/** Counts how often something was counted, on a clock that is set by hand. */
function counting() {
  const state = {
    now: 0,
    made: 0,
    fails: false,
    hits: 0,
    misses: 0,
    release: (): void => undefined,
    slow: false,
  };
  const make = async (): Promise<number> => {
    state.made++;
    const mine = state.made;
    if (state.slow) await new Promise<void>((resolve) => (state.release = resolve));
    if (state.fails) throw new Error('cannot count');
    return mine;
  };
  const lookups = { hit: () => state.hits++, miss: () => state.misses++ };
  const counts = new KeptCounts(make, lookups, new ServiceEnd(), undefined, () => state.now);
  return { state, counts };
}

describe('kept counts', () => {
  it('answer at once for a minute, and are made anew meanwhile', async () => {
    const { state, counts } = counting();
    expect(await counts.of(7, 0)).toBe(1);
    state.now = 29_000;
    expect(await counts.of(7, 0)).toBe(1);
    expect(state.made).toBe(1);
    state.now = 31_000;
    state.slow = true;
    // The second count is not waited for, and asked for once.
    expect([await counts.of(7, 0), await counts.of(7, 0)]).toEqual([1, 1]);
    expect(state.made).toBe(2);
    state.release();
    await setImmediate();
    expect(await counts.of(7, 0)).toBe(2);
  });

  it('of any age answer at once who takes them, and are made anew meanwhile', async () => {
    const { state, counts } = counting();
    await counts.of(7, 0);
    state.now = 3_000_000;
    state.slow = true;
    expect(await counts.of(7, 0, 3_600_000)).toBe(1);
    state.release();
    await setImmediate();
    expect(await counts.of(7, 0, 3_600_000)).toBe(2);
    state.now = 6_700_000;
    state.slow = false;
    expect(await counts.of(7, 0, 3_600_000)).toBe(3);
  });

  it('are made ahead: nobody waits for what was kept, and all wait for the first one together', async () => {
    const { state, counts } = counting();
    state.slow = true;
    const first = counts.ahead(7, 0);
    const asked = counts.of(7, 0);
    state.release();
    await first;
    expect([await asked, state.made]).toEqual([1, 1]);
    await counts.ahead(7, 0);
    expect([await counts.of(7, 0), state.made]).toEqual([1, 2]);
    state.release();
    await setImmediate();
    expect([await counts.of(7, 0), state.made]).toEqual([2, 2]);
    state.slow = false;
    await counts.ahead(7, 1);
    expect([await counts.of(7, 1), state.made]).toEqual([3, 3]);
  });

  it('are waited for when they are older, or when a song was hidden', async () => {
    const { state, counts } = counting();
    await counts.of(7, 0);
    state.now = 61_000;
    expect(await counts.of(7, 0)).toBe(2);
    expect(await counts.of(7, 1)).toBe(3);
    expect(await counts.of(30, 1)).toBe(4);
    // A request that began before the song was hidden: the newer count answers it too.
    expect(await counts.of(7, 0)).toBe(3);
    expect([state.hits, state.misses]).toEqual([1, 4]);
  });

  it('go on with what there is when it cannot be counted, and try again', async () => {
    const { state, counts } = counting();
    await counts.of(7, 0);
    state.now = 31_000;
    state.fails = true;
    expect(await counts.of(7, 0)).toBe(1);
    await setImmediate();
    expect(await counts.of(7, 0)).toBe(1);
    expect(state.made).toBe(3);
    await expect(counts.of(7, 1)).rejects.toThrow('cannot count');
    state.fails = false;
    expect(await counts.of(7, 1)).toBe(5);
  });
});

/** Counts that hold songs, and can be ended. */
function counted() {
  const state = {
    now: 0,
    signals: [] as (AbortSignal | undefined)[],
    ends: [] as ((songs: string[]) => void)[],
  };
  const make = (_: number, signal?: AbortSignal): Promise<string[]> =>
    new Promise((resolve, reject) => {
      state.signals.push(signal);
      state.ends.push(resolve);
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    });
  const lookups = { hit: () => undefined, miss: () => undefined };
  const without = (songs: string[], hidden: ReadonlySet<string>) => songs.filter((song) => !hidden.has(song));
  const end = new ServiceEnd();
  return { state, end, counts: new KeptCounts(make, lookups, end, without, () => state.now) };
}

const hiding = (revision: number, ...songIds: string[]) => ({ revision, songIds: new Set(songIds) });
const HOUR_MS = 3_600_000;

describe('a start page', () => {
  it('waits for a first count a moment from its beginning, then goes without', async () => {
    const { state, counts } = counted();
    const ahead = counts.ahead(7, 0);
    state.now = 2_000;
    expect(await counts.soon(7, hiding(0), HOUR_MS)).toBe(null);
    // As if it had begun long after: the wait ends with the count.
    state.now = -HOUR_MS;
    const asked = counts.soon(7, hiding(0), HOUR_MS);
    state.ends[0]!(['1']);
    await ahead;
    expect([await asked, state.ends.length]).toEqual([['1'], 1]);
  });

  it('shows the count before without the songs hidden since, of which one at a time is made anew', async () => {
    const { state, counts } = counted();
    const first = counts.of(7, 0);
    state.ends[0]!(['1', '2', '3']);
    await first;
    expect(await counts.soon(7, hiding(1, '2'), HOUR_MS)).toEqual(['1', '3']);
    expect(await counts.soon(7, hiding(2, '2', '3'), HOUR_MS)).toEqual(['1']);
    expect(state.ends.length).toBe(2);
    state.ends[1]!(['1', '3', '4']);
    await setImmediate();
    expect(await counts.soon(7, hiding(2, '2', '3'), HOUR_MS)).toEqual(['1', '4']);
    // It was counted before song 3 was hidden, and so once more.
    expect(state.ends.length).toBe(3);
    const exact = counts.of(7, 2);
    state.ends[2]!(['1', '4', '5']);
    expect(await exact).toEqual(['1', '4', '5']);
  });

  it('has a count of its own limits made, which ends with the service; one of a request has those of requests', async () => {
    const { state, end, counts } = counted();
    void counts.soon(7, hiding(0), HOUR_MS);
    const asked = counts.of(30, 0);
    expect(state.signals[1]).toBe(undefined);
    state.ends[1]!(['1']);
    await asked;
    state.now = 31_000;
    await counts.of(30, 0);
    await setImmediate();
    expect(state.signals.length).toBe(3);
    end.beforeApplicationShutdown();
    expect([state.signals[0]!.aborted, state.signals[2]!.aborted]).toEqual([true, true]);
  });
});
