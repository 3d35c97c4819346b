import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRoot } from './paths.mjs';

const LOCK = inRoot('.musicbox', 'bootstrap.lock');
const PATIENCE_MS = 3_000;

/** Runs the work while no other bootstrap of this checkout does; the lock of a killed one is taken over. */
export async function withLock(doing, work) {
  mkdirSync(inRoot('.musicbox'), { recursive: true });
  let readAt = Date.now();
  let told = false;
  while (!take()) {
    const holder = readHolder();
    if (holder) readAt = Date.now();
    // Never written whole: its process was killed at that moment, or had no space.
    if (holder ? !isRunning(holder) : Date.now() - readAt > PATIENCE_MS) {
      breakLock(holder);
      continue;
    }
    if (holder && !told) console.error(`Process ${holder.pid} is ${doing} in this checkout; waiting for it.`);
    told ||= holder !== null;
    await sleep(300);
  }
  const release = () => rmSync(LOCK, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take() {
  try {
    writeFileSync(LOCK, JSON.stringify({ pid: process.pid, startedAt: startTime(process.pid) }), {
      flag: 'wx',
    });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(path = LOCK) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Gone again, or not yet written whole.
    return null;
  }
}

/** Moves the lock away first: if another process was faster and it is no longer the stale one, it goes back. */
function breakLock(stale) {
  const aside = `${LOCK}.${process.pid}`;
  try {
    renameSync(LOCK, aside);
    const moved = readHolder(aside);
    if (moved && (moved.pid !== stale?.pid || moved.startedAt !== stale.startedAt)) renameSync(aside, LOCK);
    else rmSync(aside, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

function isRunning({ pid, startedAt }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  return startTime(pid) === startedAt;
}

/** Distinguishes a process from a later one of the same number; empty where the system does not tell. */
function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'dead' : fields[19];
  } catch {
    return '';
  }
}
