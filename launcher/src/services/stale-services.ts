import { rmSync } from 'node:fs';
import type { ProcessIdentity } from '#common/embedded-postgres';
import { endProcess, isSameProcess } from '#common/embedded-postgres';
import { readIfWhole, writePrivately } from '../data-folder/data-folder.js';

/** Records which processes the launcher started, for the next launcher, should this one be killed. */
export function rememberServices(path: string, services: readonly (ProcessIdentity | null)[]): void {
  writePrivately(
    path,
    services.filter((service) => service !== null),
  );
}

/**
 * Ends services that a killed launcher left. A process is ended only when number and start time are those that
 * were recorded: another process may have the number by now.
 * @returns how many were ended
 */
export async function stopStaleServices(path: string): Promise<number> {
  const recorded = readIfWhole(path) as ProcessIdentity[] | null;
  const stale = (recorded ?? []).filter(isSameProcess);
  const signals = [['SIGTERM', 10_000] as const, ['SIGKILL', 5_000] as const];
  await Promise.all(stale.map(({ pid }) => endProcess(pid, signals)));
  rmSync(path, { force: true });
  return stale.length;
}
