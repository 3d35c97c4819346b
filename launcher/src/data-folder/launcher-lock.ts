import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from '#common/embedded-postgres';
import { identifyProcess } from '#common/embedded-postgres';
import { LauncherError } from '../launcher-error.js';

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
  for (;;) {
    if (write(path, false, 'wx')) break;
    const holder = readHolder(path);
    if (holder && !isAlive(holder)) {
      removeStale(path, holder);
      continue;
    }
    const longest = holder?.stopping ? patience.whileStoppingMs : patience.ms;
    if (holder && Date.now() - startedAt > longest) {
      throw new LauncherError(
        `The platform already runs from this data folder (process ${holder.pid}): use it, stop it with kill ${holder.pid}, or choose another folder and other ports (npm start -- --help).`,
      );
    }
    await sleep(100, undefined, { signal: stop });
  }
  return {
    markStopping: () => void write(path, true, 'w'),
    release: () => {
      rmSync(path, { force: true });
    },
  };
}

function write(path: string, stopping: boolean, flag: 'w' | 'wx'): boolean {
  const { pid, startedAt } = identifyProcess(process.pid) ?? { pid: process.pid, startedAt: '' };
  try {
    writeFileSync(path, JSON.stringify({ pid, startedAt, stopping } satisfies Holder), { flag });
    return true;
  } catch (error) {
    if (flag === 'wx' && (error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
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
function removeStale(path: string, stale: Holder): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    const moved = readHolder(aside);
    if (moved && (moved.pid !== stale.pid || moved.startedAt !== stale.startedAt)) renameSync(aside, path);
    else rmSync(aside, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
