import { bucketProblem, openBucket } from '#common/bucket';
import type { BucketPlace } from '#common/bucket';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChangeFile } from './change-files.js';

/**
 * Writes the file under a hidden name and renames it, so that a reader never finds a part of it.
 * @param attempt makes the hidden name: two attempts never write to the same file
 */
export async function storeInFolder(
  folder: string,
  { name, write }: ChangeFile,
  attempt: string,
): Promise<void> {
  const hidden = join(folder, `.${name}.${attempt}`);
  try {
    await write(hidden);
    await rename(hidden, join(folder, name));
  } finally {
    await rm(hidden, { force: true });
  }
}

/**
 * Puts the file into the bucket by one request, after which readers find the whole object or none.
 * @param signal ends the request
 * @throws Error with what the bucket answered
 */
export async function storeInBucket(
  place: BucketPlace,
  { name, write }: ChangeFile,
  signal: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'changes-'));
  try {
    const path = join(folder, name);
    await write(path);
    const { client, prefix } = openBucket(place, signal);
    await client
      .putObject(`${prefix.replace(/[^/]$/, '$&/')}${name}`, await openAsBlob(path))
      .catch((error: unknown) => {
        throw new Error(bucketProblem(error, place, 'written'), { cause: error });
      });
  } finally {
    await rm(folder, { recursive: true });
  }
}
