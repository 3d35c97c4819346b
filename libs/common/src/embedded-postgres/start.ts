import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureCluster, readPassword } from './cluster.js';
import { ensureDatabase, urlOf } from './connection.js';
import { asEmbeddedPostgresError } from './embedded-postgres.error.js';
import { existingHome, prepareHome } from './home.js';
import { launch } from './launch.js';
import { readPostmasterFile } from './postmaster-file.js';
import { endProcessesIn, isRunning, signal, waitUntilGoneNow } from './processes.js';
import type { RunningServer } from './running-server.js';
import { endServer, isPostmasterOf, takeOver } from './running-server.js';

export interface EmbeddedPostgresOptions {
  /** Folder for the cluster, its log and, when needed, a copy of the binaries; made when missing. */
  dataDirectory: string;
  /** TCP port on 127.0.0.1; 0 takes any free one. */
  port: number;
  /** `test` gives up durability for speed. */
  purpose: 'platform' | 'test';
}

export interface EmbeddedPostgres {
  /** Connection URL of the database `musicbox`, with its password. */
  url: string;
  pid: number;
  port: number;
  /** Whether the server ran already and was taken over. */
  reused: boolean;
  /** Resolves when the server process is gone, whoever ended it. */
  gone: Promise<void>;
  /** Shuts the server down (fast shutdown: open transactions are rolled back). */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that npm installed on the given folder, or takes over the one that runs there already.
 * Recovers by itself from a server, or a first start, that was killed.
 * @throws EmbeddedPostgresError with one sentence that says what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    const home = await prepareHome(options.dataDirectory);
    await ensureCluster(home, options.purpose);
    const password = readPassword(home);
    let found = await takeOver(home, password);
    if (found && options.port !== 0 && found.port !== options.port) {
      await endServer(found.pid);
      found = null;
    }
    const server = found ?? (await launch(home, password, options));
    await ensureDatabase(server);
    return describe(server, found !== null);
  } catch (cause) {
    throw asEmbeddedPostgresError(cause, options.dataDirectory);
  }
}

/**
 * Address of the database `musicbox` on the server that runs on that folder; null when none does.
 * @throws EmbeddedPostgresError when its password cannot be read
 */
export function urlOfRunning(dataDirectory: string): string | null {
  const folder = existingHome(dataDirectory);
  if (folder === null) return null;
  const data = join(folder, 'data');
  const file = readPostmasterFile(data);
  if (file?.status !== 'ready' || !isPostmasterOf(data, file.pid)) return null;
  return urlOf({ port: file.port, password: readPassword({ data }) });
}

/** Stops whatever runs on that folder and removes it, with the place it was relocated to. */
export async function removeEmbeddedPostgres(dataDirectory: string): Promise<void> {
  const folder = existingHome(dataDirectory);
  if (folder) {
    const data = join(folder, 'data');
    const file = readPostmasterFile(data);
    if (file && isPostmasterOf(data, file.pid)) await endServer(file.pid);
    await endProcessesIn(data);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  rmSync(dataDirectory, { recursive: true, force: true });
}

/**
 * The same by an immediate shutdown, in an exit handler, where nothing can be awaited. Not for data that anybody wants to keep.
 */
export function removeEmbeddedPostgresNow(dataDirectory: string): void {
  const folder = existingHome(dataDirectory);
  if (folder) {
    const data = join(folder, 'data');
    const file = readPostmasterFile(data);
    if (file && isPostmasterOf(data, file.pid)) {
      signal(file.pid, 'SIGQUIT');
      waitUntilGoneNow(file.pid, 10_000);
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  rmSync(dataDirectory, { recursive: true, force: true });
}

function describe(server: RunningServer, reused: boolean): EmbeddedPostgres {
  const gone = new Promise<void>((resolve) => {
    const watch = setInterval(() => {
      if (isRunning(server.pid)) return;
      clearInterval(watch);
      resolve();
    }, 250);
    watch.unref();
  });
  return {
    url: urlOf(server),
    pid: server.pid,
    port: server.port,
    reused,
    gone,
    stop: () => endServer(server.pid),
  };
}
