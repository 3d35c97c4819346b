import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { binaryPath } from './binaries.js';
import { ensureCluster, readPassword, SERVER_ENVIRONMENT } from './cluster.js';
import { ensureDatabase, urlOf } from './connection.js';
import { asEmbeddedPostgresError, EmbeddedPostgresError, explainFailure } from './embedded-postgres.error.js';
import type { Home } from './home.js';
import { existingHome, prepareHome } from './home.js';
import { serverSettings } from './memory.js';
import { readPostmasterFile } from './postmaster-file.js';
import { endProcessesIn, isRunning } from './processes.js';
import type { RunningServer } from './running-server.js';
import { endServer, isPostmasterOf, takeOver, waitForAnswer } from './running-server.js';

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

const ATTEMPTS = 5;
const LOG_LIMIT_BYTES = 20 * 1024 * 1024;

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

async function launch(
  home: Home,
  password: string,
  options: EmbeddedPostgresOptions,
): Promise<RunningServer> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port || (await freePort());
    const { server, said } = await launchOnce(home, password, port, options.purpose);
    if (server) return server;
    const mayRetry =
      attempt < ATTEMPTS &&
      ((/Address already in use/i.test(said) && options.port === 0) ||
        /pre-existing shared memory block|is another postmaster/i.test(said));
    if (!mayRetry) {
      const busy = /Address already in use|could not bind/i.test(said);
      throw new EmbeddedPostgresError(
        busy
          ? `Port ${port}, wanted for PostgreSQL, is already in use: stop what uses it or choose another port.`
          : explainFailure(said, home.folder),
      );
    }
    // Backends that outlived a killed postmaster still hold its memory.
    await endProcessesIn(home.data);
  }
}

async function launchOnce(
  home: Home,
  password: string,
  port: number,
  purpose: 'platform' | 'test',
): Promise<{ server: RunningServer | null; said: string }> {
  const settings = {
    ...serverSettings(purpose),
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  };
  const log = openSync(home.log, statSize(home.log) > LOG_LIMIT_BYTES ? 'w' : 'a', 0o600);
  const offset = fstatSync(log).size;
  try {
    const child = spawn(
      binaryPath(home.binaries, 'postgres'),
      ['-D', home.data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      {
        cwd: home.folder,
        env: SERVER_ENVIRONMENT,
        stdio: ['ignore', log, log],
        // A session of its own: Ctrl-C in the terminal must reach the services before the database goes.
        detached: true,
        ...(home.account ? { uid: home.account.uid, gid: home.account.gid } : {}),
      },
    );
    const spawned = await new Promise<Error | null>((resolve) => {
      child.once('spawn', () => {
        resolve(null);
      });
      child.once('error', resolve);
    });
    if (spawned) return { server: null, said: spawned.message };
    child.unref();
    const server = await waitForAnswer(home, child.pid!, password);
    if (!server && isRunning(child.pid!)) await endServer(child.pid!);
    return { server, said: server ? '' : readFrom(home.log, offset) };
  } finally {
    closeSync(log);
  }
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

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });
}

function statSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function readFrom(path: string, offset: number): string {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(65_536, Math.max(0, fstatSync(file).size - offset)));
    readSync(file, buffer, 0, buffer.length, offset);
    return buffer.toString('utf8');
  } finally {
    closeSync(file);
  }
}
