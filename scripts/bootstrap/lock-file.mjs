// Plain JavaScript: the bootstrap uses it before anything is installed or built.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { identifyProcess, isSameProcess } from './processes.mjs';

/** A lock file that stays incomplete this long belongs to a process that was killed or had no space. */
const INCOMPLETE_MS = 3_000;

/**
 * Takes a lock file; that of a process that was killed is taken over.
 * @param onHeld called with the content of the lock while another process holds it; throws to end the waiting
 * @param signal ends the waiting, too
 */
export async function takeLock(path, { onHeld, incompleteMs = INCOMPLETE_MS, signal }) {
  let completeAt = Date.now();
  while (!create(path)) {
    const holder = readHolder(path);
    if (holder !== null) completeAt = Date.now();
    if (holder === null ? Date.now() - completeAt > incompleteMs : !isSameProcess(holder)) {
      removeStale(path, holder);
      continue;
    }
    if (holder !== null) onHeld(holder);
    await sleep(100, undefined, { signal });
  }
  return {
    markStopping: () => replace(path, { ...ourselves(), stopping: true }),
    release: () => rmSync(path, { force: true }),
  };
}

function create(path) {
  try {
    writeFileSync(path, JSON.stringify(ourselves()), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function ourselves() {
  const { pid, startedAt } = identifyProcess(process.pid) ?? { pid: process.pid, startedAt: '' };
  return { pid, startedAt };
}

/** Null while the file is gone or incomplete. */
function readHolder(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** In one step. On a full disk the old content stays: another process that waits gives up sooner. */
function replace(path, content) {
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, JSON.stringify(content));
    renameSync(draft, path);
  } catch {
    rmSync(draft, { force: true });
  }
}

/**
 * Moves the file away first: if another process was faster and it is no longer the stale one, it goes back.
 */
function removeStale(path, stale) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    const moved = readHolder(aside);
    if (moved && (moved.pid !== stale?.pid || moved.startedAt !== stale.startedAt)) renameSync(aside, path);
    else rmSync(aside, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}
