import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LauncherError } from '../launcher-error.js';

/**
 * Checks that the folder of log archives can be read and holds something.
 * @throws LauncherError with one sentence
 */
export function requireReadableLogs(folder: string): void {
  try {
    if (!statSync(folder).isDirectory()) {
      throw new LauncherError(`${folder} is a file: give --logs the folder that holds the log archives.`);
    }
    accessSync(folder, constants.R_OK | constants.X_OK);
    if (filesBelow(folder).length === 0) {
      throw new LauncherError(
        `The logs folder ${folder} is empty: give --logs the folder that holds the log archives.`,
      );
    }
  } catch (error) {
    if (error instanceof LauncherError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' || code === 'ENOTDIR'
        ? 'does not exist: correct --logs (LOGS_DIR).'
        : 'cannot be read by this account: give it the right to, or copy the logs elsewhere.';
    throw new LauncherError(`The logs folder ${folder} ${why}`, { cause: error });
  }
}

/**
 * Changes when a file is added, removed or written, or the mapping changes; reads names, sizes and times, not
 * contents.
 */
export function fingerprintOf(folder: string, mapping: string | null = null): string {
  const hash = createHash('sha256').update(folder);
  if (mapping !== null) hash.update(`\n${existsSync(mapping) ? readFileSync(mapping, 'utf8') : mapping}`);
  for (const file of filesBelow(folder)) {
    const { size, mtimeMs } = statSync(join(folder, file));
    hash.update(`\n${file}\t${size}\t${mtimeMs}`);
  }
  return hash.digest('hex');
}

/** Paths of the files below a folder, relative to it. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((file) => statSync(join(folder, file), { throwIfNoEntry: false }) !== undefined)
    .sort();
}
