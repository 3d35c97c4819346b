import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { LauncherError } from '../launcher-error.js';
import type { Lock } from '#bootstrap/lock-file';
import { takeLock } from '#bootstrap/lock-file';

/** Less than this and PostgreSQL would soon fail half-way through a load. */
const LEAST_FREE_MB = 300;

/** The places inside the data folder. */
export type DataFolder = ReturnType<typeof placesIn>;

export function placesIn(root: string) {
  return {
    root,
    postgres: join(root, 'postgres'),
    sampleLogs: join(root, 'sample-logs'),
    elsewhere: join(root, 'elsewhere'),
    serviceLogs: join(root, 'logs'),
    keys: join(root, 'keys.json'),
    access: join(root, 'access.json'),
    launcherLock: join(root, 'launcher.lock'),
    services: join(root, 'services.json'),
    loaded: join(root, 'loaded.json'),
    churnWindows: join(root, 'churn-windows.json'),
  };
}

/**
 * Makes the data folder and checks that it can be written and has room.
 * @throws LauncherError when the disk is nearly full
 */
export function openDataFolder({ root, serviceLogs }: DataFolder): void {
  if (existsSync(root)) accessSync(root, constants.R_OK | constants.W_OK | constants.X_OK);
  mkdirSync(serviceLogs, { recursive: true });
  const { bavail, bsize } = statfsSync(root);
  const freeMb = Math.floor((bavail * bsize) / 1024 / 1024);
  if (freeMb < LEAST_FREE_MB) {
    throw new LauncherError(
      `The disk that holds ${root} has only ${freeMb} MB left, and at least ${LEAST_FREE_MB} MB are needed: free some space or choose another folder with --data.`,
    );
  }
}

/**
 * Replaces a file in one step, readable by its owner alone: a reader sees the old or the new content, never
 * half.
 */
export function writePrivately(path: string, content: unknown): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
}

/** What such a file holds; null where there is none, or one that was damaged. */
export function readIfWhole(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

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
