import { DomainError } from '#common';
import { realpath } from 'node:fs/promises';
import { isAbsolute, join, normalize, sep } from 'node:path';
import { isBelow } from './seen-file.js';

/**
 * The real paths of the logs folder and of a folder or file below it. There is no way out of it: no absolute
 * path, no `..`, no link that leads outside.
 * @throws DomainError invalid (path_outside), not_found (path_unknown), unavailable (logs_folder_unreadable)
 */
export async function resolveLogsPath(
  logsFolder: string,
  path: string,
): Promise<{ root: string; real: string }> {
  const outside = new DomainError(
    'invalid',
    'path_outside',
    'The path must be relative to the logs folder and stay below it.',
  );
  if (path.includes('\0') || isAbsolute(path) || path.includes('\\')) throw outside;
  if (normalize(path).split(sep).includes('..')) throw outside;
  const root = await realLogsFolder(logsFolder);
  let real: string;
  try {
    real = await realpath(join(root, path));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EACCES') {
      throw new DomainError('invalid', 'path_unreadable', 'The service may not read that path.', { cause });
    }
    throw new DomainError(
      'not_found',
      'path_unknown',
      'There is no such file or folder below the logs folder.',
      { cause },
    );
  }
  if (!isBelow(root, real)) throw outside;
  return { root, real };
}

/**
 * The logs folder's real path.
 * @throws DomainError unavailable when it is missing or may not be read
 */
async function realLogsFolder(logsFolder: string): Promise<string> {
  try {
    return await realpath(logsFolder);
  } catch (cause) {
    throw new DomainError(
      'unavailable',
      'logs_folder_unreadable',
      'The logs folder (LOGS_DIR) does not exist or may not be read.',
      { cause },
    );
  }
}
