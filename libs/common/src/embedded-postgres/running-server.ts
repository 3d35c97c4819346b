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
const RECOVERY_TIMEOUT_MS = 15 * 60_000;

/**
 * Looks for a server that already runs on this data folder, such as one left behind by a launcher that was
 * killed. One that answers is returned to be used again; one that does not is ended, and a stale
 * postmaster.pid is removed. Null means: nothing runs here any more, a new one may start.
 */
export async function takeOver(home: Home, password: string): Promise<RunningServer | null> {
  const first = readPostmasterFile(home.data);
  if (first && isPostmasterOf(home.data, first.pid)) {
    const server = await waitForAnswer(home, first.pid, password);
    if (server) return server;
    await endServer(first.pid);
  }
  await endProcessesIn(home.data);
  removeStalePostmasterFile(home);
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
 * PostgreSQL refuses to start while the number in postmaster.pid is taken, be it by a stranger after a reboot or
 * by a killed postmaster that its parent has not reaped. The file is removed when nothing works on the folder.
 * Where that cannot be seen (not Linux) a dead server's file stays, so that PostgreSQL itself looks for survivors.
 */
function removeStalePostmasterFile(home: Home): void {
  const file = readPostmasterFile(home.data);
  if (!file || isPostmasterOf(home.data, file.pid) || processesIn(home.data).length > 0) return;
  if (process.platform !== 'linux' && !identifyProcess(file.pid)) return;
  rmSync(join(home.data, 'postmaster.pid'), { force: true });
}
