import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { binaryPath } from './binaries.js';
import { SERVER_ENVIRONMENT } from './cluster.js';
import { EmbeddedPostgresError, explainFailure } from './embedded-postgres.error.js';
import type { Home } from './home.js';
import { serverSettings } from './memory.js';
import { endProcessesIn, isRunning } from './processes.js';
import type { RunningServer } from './running-server.js';
import { endServer, waitForAnswer } from './running-server.js';

const ATTEMPTS = 5;
const LOG_LIMIT_BYTES = 20 * 1024 * 1024;

interface LaunchOptions {
  /** 0 takes any free port. */
  port: number;
  purpose: 'platform' | 'test';
}

/**
 * Starts a new server and waits until it answers; a free port that was lost to another program is replaced.
 * @throws EmbeddedPostgresError with what the server said
 */
export async function launch(home: Home, password: string, options: LaunchOptions): Promise<RunningServer> {
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
