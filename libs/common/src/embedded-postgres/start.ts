import { join } from 'node:path';
import { ensureCluster, readPassword } from './cluster.js';
import { ensureDatabase, urlOf } from './connection.js';
import { asEmbeddedPostgresError } from './embedded-postgres.error.js';
import { existingHome, otherLinkTo, prepareHome, removeHome } from './home.js';
import { launch } from './launch.js';
import {
  readPostmasterFile,
  endServer,
  endServerIn,
  postmasterOf,
  removeStalePostmasterFile,
} from './running-server.js';
import { isRunning } from './processes.js';

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
  /** Resolves when the server process is gone, whatever ended it. */
  gone: Promise<void>;
  /** The last PANIC or FATAL line of the server, and where its log is; empty while there is no such line. */
  lastFailure(): string;
  /** Shuts the server down (fast shutdown: open transactions are rolled back). */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that npm installed on the given folder. A server that already runs there, such as one
 * left by a killed launcher, is stopped first; a first start that was killed leaves nothing in the way.
 * @throws EmbeddedPostgresError with one sentence that says what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    const home = prepareHome(options.dataDirectory);
    await ensureCluster(home, options.purpose);
    await endServerIn(home.data);
    removeStalePostmasterFile(home.data);
    const server = await launch(home, readPassword(home), options);
    await ensureDatabase(server);
    return {
      url: urlOf(server),
      pid: server.pid,
      port: server.port,
      gone: untilGone(server.pid),
      lastFailure: () => {
        const line = server
          .said()
          .match(/\b(PANIC|FATAL): .*/g)
          ?.at(-1);
        return line === undefined ? '' : `${line}; more in ${home.log}`;
      },
      stop: () => endServer(server.pid),
    };
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
  if (file?.status !== 'ready' || postmasterOf(data) === null) return null;
  return urlOf({ port: file.port, password: readPassword({ data }) });
}

/** Stops what runs on that folder and removes it, with the place it was relocated to. */
export async function removeEmbeddedPostgres(dataDirectory: string): Promise<void> {
  const folder = existingHome(dataDirectory);
  if (folder !== null && otherLinkTo(folder, dataDirectory) === null) await endServerIn(join(folder, 'data'));
  removeHome(dataDirectory);
}

function untilGone(pid: number): Promise<void> {
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      if (isRunning(pid)) return;
      clearInterval(watch);
      resolve();
    }, 250);
    watch.unref();
  });
}
