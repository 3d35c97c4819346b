import { Logger } from '@nestjs/common';
import { readFile, stat } from 'node:fs/promises';
import type { ArchivesRepository } from '../storage/archives.repository.js';

const MOST_BYTES = 1024 * 1024;
const logger = new Logger('load');

/**
 * Stores the manifest of generated logs, by which all results made from them are labelled. A file that is no such
 * manifest is passed over.
 */
export async function storeManifest(repository: ArchivesRepository, path: string): Promise<void> {
  const manifest = await readManifest(path);
  if (manifest?.synthetic !== true) return;
  try {
    await repository.storeSampleManifest(manifest);
  } catch (error) {
    // JSON that is too deep, here or for PostgreSQL (class 54), or has a NUL in a text (class 22).
    const isTooDeep = error instanceof RangeError;
    if (!isTooDeep && !/^(22|54)/.test(String((error as { code?: unknown }).code))) throw error;
    logger.warn('The manifest beside the archives cannot be stored; it is passed over');
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
