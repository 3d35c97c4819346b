import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What tells one process from a later one that was given the same number. */
export interface ProcessIdentity {
  pid: number;
  /** Kernel start time on Linux (ticks since boot), the start date elsewhere. */
  startedAt: string;
  command: string;
}

/** The identity of a running process, or null when there is none; a zombie counts as gone. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  return process.platform === 'linux' ? identifyByProc(pid) : identifyByPs(pid);
}

/** Whether the process runs; a zombie (dead, not yet reaped by its parent) does not. */
export function isRunning(pid: number): boolean {
  return identifyProcess(pid) !== null;
}

/** Processes whose current folder is the given one: a postmaster and its backends sit in their data folder. */
export function processesIn(folder: string): ProcessIdentity[] {
  if (process.platform !== 'linux') return [];
  const found: ProcessIdentity[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      if (readlinkSync(`/proc/${entry}/cwd`).replace(/ \(deleted\)$/, '') !== folder) continue;
    } catch {
      continue;
    }
    const identity = identifyProcess(Number(entry));
    if (identity) found.push(identity);
  }
  return found;
}

/** Waits until the process is gone; false when it still runs after the given time. */
export async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isRunning(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** The same without giving way to anything else, for exit handlers. */
export function waitUntilGoneNow(pid: number, timeoutMs: number): void {
  const nobodyWakesIt = new Int32Array(new SharedArrayBuffer(4));
  const deadline = Date.now() + timeoutMs;
  while (isRunning(pid) && Date.now() < deadline) Atomics.wait(nobodyWakesIt, 0, 0, 20);
}

/** Ends every process that sits in the folder: immediate shutdown for a PostgreSQL, then the hard way. */
export async function endProcessesIn(folder: string): Promise<void> {
  for (const name of ['SIGQUIT', 'SIGKILL'] as const) {
    const strays = processesIn(folder);
    for (const stray of strays) signal(stray.pid, name);
    for (const stray of strays) await waitUntilGone(stray.pid, 5000);
  }
}

/** Sends a signal; a process that is already gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function identifyByProc(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces and parentheses; the fields start after the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { pid, startedAt: fields[19] ?? '', command };
  } catch {
    return null;
  }
}

function identifyByPs(pid: number): ProcessIdentity | null {
  try {
    const line = execFileSync('ps', ['-o', 'state=,lstart=,command=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    const match = /^(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/s.exec(line);
    if (!match || match[1]?.startsWith('Z')) return null;
    return { pid, startedAt: match[2] ?? '', command: match[3] ?? '' };
  } catch {
    return null;
  }
}
