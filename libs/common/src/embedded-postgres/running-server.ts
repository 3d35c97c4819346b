import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers } from './connection.js';
import type { Home } from './home.js';
import { readPostmasterFile } from './postmaster-file.js';
import { endProcessesIn, identifyProcess, processesIn, signal, waitUntilGone } from './processes.js';

/** A server that answers. */
export interface RunningServer {
  pid: number;
  port: number;
  password: string;
}

/** How long a server may take to replay its log after a crash. */
export const RECOVERY_TIMEOUT_MS = 15 * 60_000;

/**
 * Looks for a server that already runs on this data folder, such as one left behind by a launcher that was
 * killed. One that answers is returned to be used again; one that does not is ended; a postmaster.pid that
 * names somebody else's process is removed. Null means: nothing runs here any more, a new one may start.
 */
export async function takeOver(home: Home, password: string): Promise<RunningServer | null> {
  const first = readPostmasterFile(home.data);
  if (first && isPostmasterOf(home.data, first.pid)) {
    const server = await waitForAnswer(home, first.pid, password);
    if (server) return server;
    await endServer(first.pid);
  }
  await endProcessesIn(home.data);
  removeForeignPostmasterFile(home);
  return null;
}

/** Fast shutdown (open transactions are rolled back), then harder when it takes more than a minute. */
export async function endServer(pid: number): Promise<void> {
  for (const [name, patienceMs] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 10_000],
  ] as const) {
    signal(pid, name);
    if (await waitUntilGone(pid, patienceMs)) return;
  }
}

/** Waits while the process lives until it is ready and answers; null when it is gone, stopping or mute. */
export async function waitForAnswer(
  home: Home,
  pid: number,
  password: string,
): Promise<RunningServer | null> {
  let muteUntil = Date.now() + 20_000;
  const deadline = Date.now() + RECOVERY_TIMEOUT_MS;
  while (Date.now() < Math.min(muteUntil, deadline)) {
    if (!identifyProcess(pid)) return null;
    const file = readPostmasterFile(home.data);
    if (file?.pid === pid && file.status === 'ready' && (await answers({ port: file.port, password }))) {
      return { pid, port: file.port, password };
    }
    if (file?.status === 'stopping') return null;
    // Still starting, that is replaying its log: this may take long, and is no reason to give up.
    if (file?.status === 'starting') muteUntil = Date.now() + 20_000;
    await sleep(20);
  }
  return null;
}

/** Whether that process is a PostgreSQL working on this data folder. */
export function isPostmasterOf(data: string, pid: number): boolean {
  const identity = identifyProcess(pid);
  return identity !== null && /postgres/.test(identity.command) && identity.command.includes(data);
}

/**
 * After a reboot the number in postmaster.pid may belong to another process, and PostgreSQL would refuse to
 * start. The file of a dead process stays: PostgreSQL itself then checks that none of its backends survived.
 */
function removeForeignPostmasterFile(home: Home): void {
  const file = readPostmasterFile(home.data);
  if (!file || !identifyProcess(file.pid) || isPostmasterOf(home.data, file.pid)) return;
  if (processesIn(home.data).length === 0) rmSync(join(home.data, 'postmaster.pid'), { force: true });
}
