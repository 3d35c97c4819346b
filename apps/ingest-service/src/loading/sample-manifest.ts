import { Logger } from '@nestjs/common';
import { readFile, stat } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { isBelow } from '../sources/seen-file.js';
import type { FoundFiles } from '../sources/archive-files.js';
import type { ArchivesRepository } from '../storage/archives.repository.js';

const MOST_BYTES = 1024 * 1024;
const logger = new Logger('load');

/**
 * Stores the manifest of generated logs, by which all results made from them are labelled. A file that is no
 * such manifest is passed over.
 * @param path the folder that is loaded
 * @throws where generated logs would be loaded with real ones
 */
export async function storeManifests(
  repository: ArchivesRepository,
  path: string,
  { files, manifestPaths }: FoundFiles,
): Promise<void> {
  const manifests = new Map<string, object>();
  for (const manifestPath of manifestPaths) {
    const manifest = await readManifest(manifestPath);
    if (manifest?.synthetic === true) manifests.set(manifestPath, manifest);
  }
  const folders = [...manifests.keys()].map((manifestPath) => dirname(manifestPath));
  const real = folders.includes(path)
    ? undefined
    : files.find((file) => !folders.some((folder) => isBelow(folder, file.path)));
  for (const [manifestPath, manifest] of manifests) {
    const place = relative(path, manifestPath);
    if (real !== undefined) throw mixed(place, `${real.archive.name} lies outside of its folder`);
    if (!(await isStored(repository, manifest))) throw mixed(place, 'the database holds real logs');
  }
}

function mixed(manifest: string, why: string): Error {
  return new Error(
    `${manifest} says that its logs are synthetic, but ${why}: synthetic logs and real ones are not loaded into one ` +
      'database. Load each into its own, or delete the archives of one kind first.',
  );
}

/** False where the database holds real logs; nothing was stored then. */
async function isStored(repository: ArchivesRepository, manifest: object): Promise<boolean> {
  try {
    return await repository.storeSampleManifest(manifest);
  } catch (error) {
    // JSON that is too deep, here or for PostgreSQL (class 54), or has a NUL in a text (class 22).
    const isTooDeep = error instanceof RangeError;
    if (!isTooDeep && !/^(22|54)/.test(String((error as { code?: unknown }).code))) throw error;
    logger.warn('The manifest next to the archives cannot be stored; it is passed over');
    return true;
  }
}

/** Null where the file is no JSON, cannot be read, or is too large for a manifest. */
async function readManifest(path: string): Promise<{ synthetic?: unknown } | null> {
  try {
    const status = await stat(path);
    if (!status.isFile() || status.size > MOST_BYTES) return null;
    return JSON.parse(await readFile(path, 'utf8')) as { synthetic?: unknown } | null;
  } catch {
    return null;
  }
}
