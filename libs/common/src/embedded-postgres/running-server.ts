import { rmSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers } from './connection.js';
import type { Home } from './home.js';
import { endProcess, endProcessesIn, identifyProcess, processesIn } from './processes.js';

/** A server that answers. */
export interface RunningServer {
  pid: number;
  port: number;
  password: string;
  /** What it has written into its log since it was started. */
  said: () => string;
}

/** How long a server may take to replay its log after a crash. */
const RECOVERY_TIMEOUT_MS = 15 * 60_000;
/** How long a server that replays nothing may give no answer. */
const MUTE_MS = 20_000;

/** Ends the server of a data folder, such as one left by a killed launcher, with all its processes. */
export async function endServerIn(data: string): Promise<void> {
  const pid = postmasterOf(data);
  if (pid !== null) await endServer(pid);
  await endProcessesIn(data);
}

/** Fast shutdown (open transactions are rolled back), then harder when it takes more than a minute. */
export async function endServer(pid: number): Promise<void> {
  await endProcess(pid, [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 10_000],
  ]);
}

/**
 * Waits while the process lives until it is ready and answers.
 * @returns its port; null when it is gone, stopping or mute
 */
export async function waitForAnswer(home: Home, pid: number, password: string): Promise<number | null> {
  let muteUntil = Date.now() + MUTE_MS;
  const deadline = Date.now() + RECOVERY_TIMEOUT_MS;
  while (Date.now() < Math.min(muteUntil, deadline)) {
    if (!identifyProcess(pid)) return null;
    const file = readPostmasterFile(home.data);
    if (file?.pid === pid && file.status === 'ready' && (await answers({ port: file.port, password }))) {
      return file.port;
    }
    if (file?.status === 'stopping') return null;
    // It still replays its log, which may take long.
    if (file?.status === 'starting') muteUntil = Date.now() + MUTE_MS;
    await sleep(20);
  }
  return null;
}

/** The number of the PostgreSQL that works on this data folder; null when none does. */
export function postmasterOf(data: string): number | null {
  const file = readPostmasterFile(data);
  const command = file === null ? '' : (identifyProcess(file.pid)?.command ?? '');
  return file !== null && /postgres/.test(command) && command.includes(` -D ${data} `) ? file.pid : null;
}

/**
 * PostgreSQL refuses to start while the number in postmaster.pid is taken, be it by a stranger after a reboot
 * or by a killed postmaster that its parent has not reaped. The file is removed when nothing works on the
 * folder. Where that cannot be seen (not Linux) a dead server's file stays, so that PostgreSQL itself looks
 * for survivors.
 */
export function removeStalePostmasterFile(data: string): void {
  const file = readPostmasterFile(data);
  if (!file || postmasterOf(data) !== null || processesIn(data).length > 0) return;
  if (process.platform !== 'linux' && !identifyProcess(file.pid)) return;
  rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** What a running PostgreSQL writes into `postmaster.pid` of its data folder. */
export interface PostmasterFile {
  pid: number;
  port: number;
  /** starting, stopping, ready or standby; empty while the file is still being written. */
  status: string;
}

/**
 * Reads the lines of postmaster.pid: pid, folder, start, port, socket folder, address, memory key, status.
 */
export function parsePostmasterFile(text: string): PostmasterFile | null {
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() };
}

/** The postmaster.pid of a data folder, or null when there is none. */
export function readPostmasterFile(dataFolder: string): PostmasterFile | null {
  try {
    return parsePostmasterFile(readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
