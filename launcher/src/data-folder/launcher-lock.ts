import type { Lock } from '#bootstrap/lock-file';
import { takeLock } from '#bootstrap/lock-file';
import { LauncherError } from '../launcher-error.js';

/**
 * A launcher whose npm was killed notices within a second or two and then stops everything; wait for that.
 */
const PATIENCE = { ms: 3_000, whileStoppingMs: 60_000 };

/**
 * One launcher a data folder. The lock of a launcher that was killed is taken over.
 * @param stop ends the waiting
 * @throws LauncherError when another one runs and does not stop
 */
export function takeLauncherLock(
  path: string,
  { patience = PATIENCE, stop }: { patience?: typeof PATIENCE; stop?: AbortSignal } = {},
): Promise<Lock> {
  const startedAt = Date.now();
  return takeLock(path, {
    onHeld: ({ pid, stopping }) => {
      if (Date.now() - startedAt <= (stopping ? patience.whileStoppingMs : patience.ms)) return;
      throw new LauncherError(
        `The platform already runs from this data folder (process ${pid}): use it, stop it with kill ${pid}, or choose another folder and other ports (npm start -- --help).`,
      );
    },
    incompleteMs: patience.ms,
    signal: stop,
  });
}
