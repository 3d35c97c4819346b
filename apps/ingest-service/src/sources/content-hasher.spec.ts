import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContentHasher } from './content-hasher.js';

const LARGE = 9 * 1024 * 1024;
const never = new AbortController().signal;

let folder: string;
let hasher: ContentHasher;
let threadsBefore: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'content-hasher-'));
  hasher = new ContentHasher();
  threadsBefore = threads();
});
afterEach(async () => {
  await hasher.end();
  await rm(folder, { recursive: true });
});

async function makeFile(name: string, byteCount = LARGE): Promise<{ path: string; byteCount: number }> {
  const path = join(folder, name);
  await writeFile(path, Buffer.alloc(byteCount, name));
  return { path, byteCount };
}

const sha256Of = async (path: string): Promise<string> => (await hasher.hash(path, never)).sha256;
const sha256 = (name: string, byteCount = LARGE): string =>
  createHash('sha256').update(Buffer.alloc(byteCount, name)).digest('hex');

/** Each thread keeps a port open. */
const threads = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('ContentHasher', () => {
  it('answers the same for files that were hashed ahead and others, in one thread that ends', async () => {
    const [a, b, c] = [await makeFile('a'), await makeFile('b', 0), await makeFile('c', 70_000)];
    hasher.hashAhead([a, b], never);
    hasher.hashAhead([await makeFile('d')], never);
    expect(threads()).toBe(threadsBefore + 1);
    for (const { path, byteCount } of [b, c, a]) {
      expect(await sha256Of(path)).toBe(sha256(path.at(-1)!, byteCount));
    }
    await hasher.end();
    expect(threads()).toBe(threadsBefore);
  });

  it('starts no thread for little', async () => {
    const small = await makeFile('a', 1000);
    hasher.hashAhead([small], never);
    expect(threads()).toBe(threadsBefore);
    expect(await sha256Of(small.path)).toBe(sha256('a', 1000));
  });

  it('hashes anew what was written to or replaced since', async () => {
    const [written, replaced, last] = [await makeFile('a'), await makeFile('b'), await makeFile('c')];
    hasher.hashAhead([written, replaced, last], never);
    // The thread works in order: the others are hashed by now.
    await hasher.hash(last.path, never);
    await writeFile(written.path, Buffer.alloc(LARGE, 'x'));
    await rename((await makeFile('y')).path, replaced.path);
    expect(await sha256Of(written.path)).toBe(sha256('x'));
    expect(await sha256Of(replaced.path)).toBe(sha256('y'));
  });

  it('refuses what cannot be read in its turn, and only that', async () => {
    const [early, late, whole] = [await makeFile('a'), await makeFile('b'), await makeFile('c')];
    await rm(early.path);
    hasher.hashAhead([early, late, whole], never);
    expect(await sha256Of(whole.path)).toBe(sha256('c'));
    await rm(late.path);
    expect(await caught(hasher.hash(early.path, never))).toMatchObject({ reason: 'unreadable' });
    expect(await caught(hasher.hash(late.path, never))).toMatchObject({ reason: 'unreadable' });
    await makeFile('a');
    expect(await sha256Of(early.path)).toBe(sha256('a'));
  });

  it('refuses a file that is written to while it is hashed, and does not follow it for ever', async () => {
    const { path } = await makeFile('a');
    const signal = new AbortController().signal;
    let written = 0;
    // Asked at each piece of 1 MiB: the file grows faster than it is read.
    signal.throwIfAborted = () => {
      if (written < 50) appendFileSync(path, Buffer.alloc(2 * 1024 * 1024));
      written++;
    };
    expect(await caught(hasher.hash(path, signal))).toMatchObject({ reason: 'file_changed' });
    expect(written).toBeLessThan(20);
  });

  it('stops at once when the signal fires, and begins nothing afterwards', async () => {
    const files = [await makeFile('a'), await makeFile('b')];
    const stop = new AbortController();
    hasher.hashAhead(files, stop.signal);
    const waiting = files.map(({ path }) => caught(hasher.hash(path, stop.signal)));
    stop.abort(new Error('cancelled'));
    for (const error of await Promise.all(waiting)) expect(error).toMatchObject({ message: 'cancelled' });
    await hasher.end();
    hasher.hashAhead(files, stop.signal);
    expect(threads()).toBe(threadsBefore);
  });
});
