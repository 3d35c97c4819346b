import { copyFileSync, rmSync, statSync, truncateSync } from 'node:fs';

const LIMIT_BYTES = 20 * 1024 * 1024;

/**
 * Bounds the log of a service, which the service itself appends to: above the limit its content is moved to
 * `PATH.1`, in place of the older content there. Lines that are written during the copy are lost.
 * @returns whether the log is empty now
 */
export function boundLog(path: string, limitBytes = LIMIT_BYTES): boolean {
  const { size } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0 };
  if (size <= limitBytes) return false;
  const older = `${path}.1`;
  try {
    copyFileSync(path, older);
  } catch {
    // On a full disk the newest lines are worth more than both files together.
    rmSync(older, { force: true });
  }
  truncateSync(path);
  return true;
}
