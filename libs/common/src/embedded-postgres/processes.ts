import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { identifyProcess } from '#bootstrap/processes';

export { identifyProcess, isSameProcess } from '#bootstrap/processes';
export type { ProcessIdentity } from '#bootstrap/processes';

/** Whether the process runs; a zombie (dead, not yet reaped by its parent) does not. */
export function isRunning(pid: number): boolean {
  return identifyProcess(pid) !== null;
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

/** Sends these signals in turn, each after the time that the one before it had to end the process. */
export async function endProcess(
  pid: number,
  signals: readonly (readonly [NodeJS.Signals, number])[],
): Promise<void> {
  for (const [name, patienceMs] of signals) {
    signal(pid, name);
    if (await waitUntilGone(pid, patienceMs)) return;
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

/**
 * Processes whose current folder is the given one: a postmaster and its backends run in their data folder.
 * None are found where the system is not Linux.
 */
export function processesIn(folder: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && currentFolder(entry) === folder)
    .map(Number)
    .filter(isRunning);
}

/** Ends every process in the folder: immediate shutdown for a PostgreSQL, then SIGKILL. */
export async function endProcessesIn(folder: string): Promise<void> {
  const signals = [['SIGQUIT', 5_000] as const, ['SIGKILL', 5_000] as const];
  await Promise.all(processesIn(folder).map((pid) => endProcess(pid, signals)));
}

function currentFolder(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '');
  } catch {
    return null;
  }
}
