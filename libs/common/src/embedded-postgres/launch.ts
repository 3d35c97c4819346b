import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
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
  wantedPort: number,
  purpose: 'platform' | 'test',
): Promise<{ server: RunningServer | null; said: string }> {
  const settings = {
    ...serverSettings(purpose),
    port: String(wantedPort),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  };
  const size = statSync(home.log, { throwIfNoEntry: false })?.size ?? 0;
  const log = openSync(home.log, size > LOG_LIMIT_BYTES ? 'w' : 'a', 0o600);
  const offset = fstatSync(log).size;
  const said = (): string => readFileSync(home.log).subarray(offset).toString('utf8');
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
    await once(child, 'spawn');
    child.unref();
    const pid = child.pid!;
    const port = await waitForAnswer(home, pid, password);
    if (port !== null) return { server: { pid, port, password, said }, said: '' };
    if (isRunning(pid)) await endServer(pid);
    return { server: null, said: said() };
  } finally {
    closeSync(log);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
