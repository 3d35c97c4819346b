import { readFileSync, rmSync } from 'node:fs';
import type { ProcessIdentity } from '#common/embedded-postgres';
import { identifyProcess, signal, waitUntilGone } from '#common/embedded-postgres';
import { writePrivately } from '../data-folder/data-folder.js';

/** Remembers which processes the launcher started, for the launcher that comes after one that was killed. */
export function rememberServices(path: string, services: readonly (ProcessIdentity | null)[]): void {
  writePrivately(
    path,
    services.filter((service) => service !== null),
  );
}

/**
 * Ends services that a killed launcher left behind. A process is only touched when number, start time and
 * command line are all those that were written down: the number alone may belong to somebody else by now.
 * @returns how many were ended
 */
export async function stopStaleServices(path: string): Promise<number> {
  const stale = readServices(path).filter((recorded) => isStillTheSame(recorded));
  for (const { pid } of stale) signal(pid, 'SIGTERM');
  for (const { pid } of stale) {
    if (await waitUntilGone(pid, 10_000)) continue;
    signal(pid, 'SIGKILL');
    await waitUntilGone(pid, 5_000);
  }
  rmSync(path, { force: true });
  return stale.length;
}

/** Whether the process that was written down is the one that runs under its number now. */
export function isStillTheSame(
  recorded: ProcessIdentity,
  identify: (pid: number) => ProcessIdentity | null = identifyProcess,
): boolean {
  const found = identify(recorded.pid);
  return found?.startedAt === recorded.startedAt && found.command === recorded.command;
}

function readServices(path: string): ProcessIdentity[] {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return Array.isArray(content) ? (content as ProcessIdentity[]) : [];
  } catch {
    return [];
  }
}
