import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
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

/** Each thread keeps a port open. */
const threads = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

const sha256 = (name: string, byteCount = LARGE): string =>
  createHash('sha256').update(Buffer.alloc(byteCount, name)).digest('hex');

describe('ContentHasher', () => {
  it('looks at large contents in one thread that ends, at little without one', async () => {
    const [small, large, packed] = [await makeFile('a', 70_000), await makeFile('b'), await makeFile('c')];
    await writeFile(packed.path, gzipSync(Buffer.alloc(LARGE, 'c')));
    expect(await hasher.whole(small, never, [7])).toMatchObject({
      content: { sha256: sha256('a', 70_000), length: 70_000, isDamaged: false },
    });
    expect(threads()).toBe(threadsBefore);
    const seen = await hasher.whole(large, never, [5, LARGE - 1]);
    expect(seen.content).toMatchObject({ sha256: sha256('b'), head: sha256('b', 65_536) });
    expect(seen.prefixes.get(LARGE - 1)).toBe(sha256('b', LARGE - 1));
    expect((await hasher.whole(packed, never)).content!.sha256).toBe(sha256('c'));
    expect(threads()).toBe(threadsBefore + 1);
    await hasher.end();
    expect(threads()).toBe(threadsBefore);
  });

  it('reads the beginning of a content, all of a short one', async () => {
    const [large, small] = [await makeFile('a'), await makeFile('b', 100)];
    expect(await hasher.head(large, never)).toMatchObject({ content: null });
    expect((await hasher.head(large, never)).heads.at(-1)).toBe(sha256('a', 65_536));
    expect((await hasher.head(small, never)).content).toMatchObject({
      sha256: sha256('b', 100),
      length: 100,
    });
  });

  it('refuses what cannot be read, also in its thread', async () => {
    const gone = await makeFile('a');
    await rm(gone.path);
    for (const look of [hasher.head(gone, never), hasher.whole(gone, never)])
      expect(await caught(look)).toMatchObject({ reason: 'unreadable' });
  });

  it('refuses a file that is written to meanwhile, and does not follow it for ever', async () => {
    const { path } = await makeFile('a');
    const signal = new AbortController().signal;
    let written = 0;
    // Asked at each piece: the file grows faster than it is read.
    signal.throwIfAborted = () => {
      if (written < 200) appendFileSync(path, Buffer.alloc(1024 * 1024));
      written++;
    };
    expect(await caught(hasher.whole({ path, byteCount: 0 }, signal))).toMatchObject({
      reason: 'file_changed',
    });
    expect(written).toBeLessThan(100);
  });

  it('stops at once when the signal fires, and begins nothing afterwards', async () => {
    const file = await makeFile('a');
    const stop = new AbortController();
    const waiting = caught(hasher.whole(file, stop.signal));
    stop.abort(new Error('cancelled'));
    expect(await waiting).toMatchObject({ message: 'cancelled' });
    expect(await caught(hasher.whole(file, stop.signal))).toMatchObject({ message: 'cancelled' });
    await hasher.end();
    expect(threads()).toBe(threadsBefore);
  });
});
