import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from '#common/embedded-postgres';
import { identifyProcess } from '#common/embedded-postgres';
import { LauncherError } from '../launcher-error.js';
import { writePrivately } from './data-folder.js';

/** A launcher whose npm was killed notices within a second or two and then stops everything; wait for that. */
const PATIENCE = { ms: 3_000, whileStoppingMs: 60_000 };

interface LockOptions {
  patience?: { ms: number; whileStoppingMs: number };
  /** Ends the waiting. */
  stop?: AbortSignal;
}

type Holder = Pick<ProcessIdentity, 'pid' | 'startedAt'> & { stopping: boolean };

export interface LauncherLock {
  /** Tells a launcher that waits for this one that it is worth waiting. */
  markStopping(): void;
  release(): void;
}

/**
 * One launcher a data folder. The lock of a launcher that was killed is taken over.
 * @throws LauncherError when another one runs and does not stop
 */
export async function takeLauncherLock(
  path: string,
  { patience = PATIENCE, stop }: LockOptions = {},
): Promise<LauncherLock> {
  const startedAt = Date.now();
  let readAt = startedAt;
  for (;;) {
    if (create(path)) break;
    const holder = readHolder(path);
    if (holder !== null) readAt = Date.now();
    // Never written whole: its launcher was killed at that moment, or had no space.
    if (holder === null ? Date.now() - readAt > patience.ms : !isAlive(holder)) {
      removeStale(path, holder);
      continue;
    }
    const longest = holder?.stopping ? patience.whileStoppingMs : patience.ms;
    if (holder !== null && Date.now() - startedAt > longest) {
      throw new LauncherError(
        `The platform already runs from this data folder (process ${holder.pid}): use it, stop it with kill ${holder.pid}, or choose another folder and other ports (npm start -- --help).`,
      );
    }
    await sleep(100, undefined, { signal: stop });
  }
  return {
    markStopping: () => {
      try {
        writePrivately(path, us(true));
      } catch {
        // On a full disk the next launcher waits for a shorter time; this one has to stop all the same.
      }
    },
    release: () => {
      rmSync(path, { force: true });
    },
  };
}

/** False when the lock is held. */
function create(path: string): boolean {
  try {
    writeFileSync(path, JSON.stringify(us(false)), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function us(stopping: boolean): Holder {
  const { pid, startedAt } = identifyProcess(process.pid) ?? { pid: process.pid, startedAt: '' };
  return { pid, startedAt, stopping };
}

/** Null while the file is gone or not yet written whole. */
function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  return identifyProcess(holder.pid)?.startedAt === holder.startedAt;
}

/** Moves the file away first: if another launcher was faster and it is no longer the stale one, it goes back. */
function removeStale(path: string, stale: Holder | null): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    const moved = readHolder(aside);
    if (moved && (moved.pid !== stale?.pid || moved.startedAt !== stale.startedAt)) renameSync(aside, path);
    else rmSync(aside, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
