import { bucketProblem, openBucket } from '#common/bucket';
import type { BucketPlace } from '#common/bucket';
import { openAsBlob } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Part } from './snapshot-parts.js';

/** What a place is given: it asks for the parts in a folder of its choice, and for the manifest when it has all. */
interface Snapshot {
  /** `snapshot=2017-05-12` */
  readonly name: string;
  readonly write: (folder: string) => AsyncGenerator<Part>;
  readonly manifest: (parts: readonly Part[]) => string;
}

const MANIFEST = 'manifest.json';

/** Where snapshots are published. */
export interface Place {
  /** Folder or address; in receipts of erasures, too. */
  readonly name: string;
  /** Whole or not at all. @param known called with the name of each file before it is there */
  readonly store: (
    snapshot: Snapshot,
    known: (file: string) => Promise<unknown>,
    signal: AbortSignal,
  ) => Promise<readonly Part[]>;
  /** Files that an earlier store of the snapshot has left. */
  readonly remove: (snapshot: string, files: readonly string[], signal: AbortSignal) => Promise<void>;
}

/** Written beside and renamed, all of the folder at once. What an earlier process left there is overwritten. */
export function folderPlace(root: string): Place {
  return {
    name: root,
    store: async ({ name, write, manifest }, _known, signal) => {
      const [beside, before] = [join(root, `.${name}`), join(root, `.${name}.before`)];
      const clear = (folder: string) => rm(folder, { recursive: true, force: true });
      await Promise.all([clear(beside), clear(before)]);
      await mkdir(beside, { recursive: true });
      const parts: Part[] = [];
      for await (const part of write(beside)) parts.push(part);
      await writeFile(join(beside, MANIFEST), manifest(parts));
      signal.throwIfAborted();
      await rename(join(root, name), before).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      });
      await rename(beside, join(root, name));
      await clear(before);
      return parts;
    },
    remove: () => Promise.resolve(),
  };
}

/** The manifest is put last; until then the one from before names files that are still there. */
export function bucketPlace(place: BucketPlace): Place {
  const problem = (error: unknown) => {
    throw new Error(bucketProblem(error, place, 'written'), { cause: error });
  };
  const open = (snapshot: string, signal: AbortSignal) => {
    const { client, prefix } = openBucket(place, signal);
    const keyOf = (file: string) => `${prefix.replace(/[^/]$/, '$&/')}${snapshot}/${file}`;
    return { client, keyOf };
  };
  return {
    name: place.url,
    store: async ({ name, write, manifest }, known, signal) => {
      const { client, keyOf } = open(name, signal);
      const folder = await mkdtemp(join(tmpdir(), 'snapshot-'));
      try {
        const parts: Part[] = [];
        for await (const part of write(folder)) {
          await known(part.name);
          const path = join(folder, part.name);
          await client.putObject(keyOf(part.name), await openAsBlob(path)).catch(problem);
          await rm(path);
          parts.push(part);
        }
        await client.putObject(keyOf(MANIFEST), manifest(parts)).catch(problem);
        return parts;
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    remove: async (snapshot, files, signal) => {
      const { client, keyOf } = open(snapshot, signal);
      for (const file of files) await client.deleteObject(keyOf(file)).catch(problem);
    },
  };
}
