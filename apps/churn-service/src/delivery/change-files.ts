import { bucketProblem, openBucket } from '#common/bucket';
import type { BucketPlace } from '#common/bucket';
import { RowFile, throughTemporaryFile } from '#common/publishing';
import type { Column, Row, WrittenFile } from '#common/publishing';
import { openAsBlob } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change, RunFacts } from './message-content.js';
import type { FileTarget } from './message-type.js';

const COLUMNS: Column[] = [
  ...['id', 'audience', 'snapshot', 'change', 'user_id'].map((name) => ({ name, type: 'text' as const })),
  { name: 'probability', type: 'double', isOptional: true },
  { name: 'reason', type: 'text' },
];

/** The file of a run: named by audience, snapshot and run, so that each attempt writes the same one. */
export interface ChangeFile {
  readonly name: string;
  /** Writes all rows to a local path. */
  readonly write: (path: string) => Promise<WrittenFile>;
}

export function changeFile(
  { audience, snapshot, run }: Pick<RunFacts, 'audience' | 'snapshot'> & { readonly run: number | string },
  format: FileTarget['format'],
  changes: AsyncIterable<Change[]>,
): ChangeFile {
  const rows = async function* (): AsyncGenerator<Row[]> {
    for await (const some of changes)
      yield some.map(({ id, entered, userId, probability, reason }) => [
        id,
        audience,
        snapshot,
        entered ? 'entered' : 'left',
        userId,
        probability,
        reason,
      ]);
  };
  return {
    name: `${audience}_${snapshot}_${run}.${format}`,
    write: (path) => RowFile.write(path, format, COLUMNS, rows()),
  };
}

/**
 * Writes the file under a hidden name and renames it, so that a reader never finds a part of it.
 * @param attempt makes the hidden name: two attempts never write to the same file
 * @param signal ends the wait for a folder that does not answer; a file that is written later is not renamed
 */
export async function storeInFolder(
  folder: string,
  { name, write }: ChangeFile,
  { attempt, signal }: { attempt: string; signal: AbortSignal },
): Promise<void> {
  const hidden = join(folder, `.${name}.${attempt}`);
  const aborted = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => aborted.reject(signal.reason as Error));
  try {
    await Promise.race([write(hidden), aborted.promise]);
    signal.throwIfAborted();
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
  await throughTemporaryFile(name, async (path) => {
    await write(path);
    const { client, keyOf } = openBucket(place, signal);
    await client.putObject(keyOf(name), await openAsBlob(path)).catch((error: unknown) => {
      throw new Error(bucketProblem(error, place, 'written'), { cause: error });
    });
  });
}
