import { openAsBlob } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bucketProblem, openBucket } from '../bucket/bucket.js';
import type { BucketPlace } from '../bucket/bucket.js';
import type { WrittenFile } from './row-file.js';

const MANIFEST = 'manifest.json';

/** Where folders of files are published: complete with a manifest, or not at all. */
export interface Place {
  /** Folder or address; in receipts of erasures, too. */
  readonly name: string;
  /** Whether an earlier process has put the file there. */
  has(folder: string, file: string, bytes: number, signal: AbortSignal): Promise<boolean>;
  /** @param write writes the file to a path */
  put(
    folder: string,
    file: string,
    write: (path: string) => Promise<WrittenFile>,
    signal: AbortSignal,
  ): Promise<WrittenFile>;
  /** Readers find these files from now on. @param others that are there, or may be */
  finish(
    folder: string,
    files: readonly string[],
    manifest: string,
    others: readonly string[],
    signal: AbortSignal,
  ): Promise<void>;
}

/** Files are written beside, and the whole folder renamed: what an earlier process left there is removed. */
export function folderPlace(root: string): Place {
  const beside = (folder: string) => join(root, `.${folder}`);
  return {
    name: root,
    has: async (folder, file, bytes) => {
      const found = await stat(join(beside(folder), file)).catch(() => null);
      return found?.size === bytes;
    },
    put: async (folder, file, write, signal) => {
      await mkdir(beside(folder), { recursive: true });
      const hidden = join(beside(folder), `.${file}`);
      const written = await write(hidden);
      signal.throwIfAborted();
      await rename(hidden, join(beside(folder), file));
      return written;
    },
    finish: async (folder, files, manifest, _others, signal) => {
      const [own, before] = [beside(folder), join(root, `.${folder}.before`)];
      await mkdir(own, { recursive: true });
      for (const file of await readdir(own))
        if (!files.includes(file)) await rm(join(own, file), { recursive: true });
      await writeFile(join(own, MANIFEST), manifest, { flush: true });
      await rm(before, { recursive: true, force: true });
      signal.throwIfAborted();
      await rename(join(root, folder), before).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      });
      await rename(own, join(root, folder));
      await rm(before, { recursive: true, force: true });
    },
  };
}

/** The manifest is put last; until then the one from before names files that are still there. */
export function bucketPlace(place: BucketPlace): Place {
  const problem = (error: unknown) => {
    throw new Error(bucketProblem(error, place, 'written'), { cause: error });
  };
  return {
    name: place.url,
    has: async (folder, file, bytes, signal) => {
      const { client, keyOf } = openBucket(place, signal);
      return bytes === (await client.getContentLength(keyOf(`${folder}/${file}`)).catch(() => null));
    },
    put: (folder, file, write, signal) => {
      const { client, keyOf } = openBucket(place, signal);
      return throughTemporaryFile(file, async (path) => {
        const written = await write(path);
        await client.putObject(keyOf(`${folder}/${file}`), await openAsBlob(path)).catch(problem);
        return written;
      });
    },
    finish: async (folder, _files, manifest, others, signal) => {
      const { client, keyOf } = openBucket(place, signal);
      await client.putObject(keyOf(`${folder}/${MANIFEST}`), manifest).catch(problem);
      for (const file of others) await client.deleteObject(keyOf(`${folder}/${file}`)).catch(problem);
    },
  };
}

/** What `work` makes with the path of a file that is gone afterwards. */
async function throughTemporaryFile<Result>(
  file: string,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'published-'));
  try {
    return await work(join(folder, file));
  } finally {
    await rm(folder, { recursive: true });
  }
}
