import { migrate } from '#migrations';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { binaryPath } from '../../libs/common/src/embedded-postgres/binaries.js';
import {
  ensureCluster,
  readPassword,
  SERVER_ENVIRONMENT,
} from '../../libs/common/src/embedded-postgres/cluster.js';
import { ensureDatabase, urlOf } from '../../libs/common/src/embedded-postgres/connection.js';
import { prepareHome } from '../../libs/common/src/embedded-postgres/home.js';
import type { Home } from '../../libs/common/src/embedded-postgres/home.js';

const STARTED_WITHIN_MS = 30_000;

/** One PostgreSQL process on a data folder of its own. */
export class Node {
  private process: ChildProcess | null = null;

  constructor(
    private readonly home: Home,
    private readonly folder: string,
    readonly port: number,
  ) {}

  get url(): string {
    return urlOf(this.address);
  }

  get address(): { port: number; password: string } {
    return { port: this.port, password: readPassword(this.home) };
  }

  async start(): Promise<void> {
    const settings = {
      port: this.port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      wal_level: 'replica',
      wal_keep_size: '256MB',
      hot_standby_feedback: 'on',
      fsync: 'off',
      timezone: 'UTC',
    };
    const log = openSync(`${this.folder}.log`, 'a');
    this.process = spawn(
      binaryPath(this.home.binaries, 'postgres'),
      ['-D', this.folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { env: SERVER_ENVIRONMENT, stdio: ['ignore', log, log], ...owner(this.home) },
    );
    await this.answers();
  }

  /** All of it is gone at once, as when a machine dies. */
  async kill(): Promise<void> {
    await this.end('SIGQUIT');
  }

  async end(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    const { process } = this;
    if (process?.exitCode !== null) return;
    const gone = new Promise((resolve) => process.once('exit', resolve));
    process.kill(signal);
    await gone;
  }

  private async answers(): Promise<void> {
    const deadline = Date.now() + STARTED_WITHIN_MS;
    for (;;) {
      const client = new pg.Client({ connectionString: urlOf(this.address, 'postgres') });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.query('SELECT 1');
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await pause(50);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  }
}

/** A migrated primary and a hot standby that streams from it; the standby is a copy of the folder from before the first start. */
export async function startReplicatedServer(): Promise<{
  primary: Node;
  standby: Node;
  remove: () => Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'replicated-'));
  chmodSync(folder, 0o755);
  const home = prepareHome(join(folder, 'postgres'));
  await ensureCluster(home, 'test');
  const copy = join(home.folder, 'standby');
  cpSync(home.data, copy, { recursive: true });
  const primary = new Node(home, home.data, await freePort());
  const standby = new Node(home, copy, await freePort());
  const { password, port } = primary.address;
  const origin = `host=127.0.0.1 port=${port} user=musicbox password=${password}`;
  writeFileSync(join(copy, 'postgresql.auto.conf'), `primary_conninfo = '${origin}'\n`);
  writeFileSync(join(copy, 'standby.signal'), '');
  giveTo(home, copy);
  const remove = async (): Promise<void> => {
    await standby.end();
    await primary.end();
    rmSync(home.folder, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  };
  await primary.start();
  await ensureDatabase(primary.address);
  await standby.start();
  await migrate(primary.url);
  return { primary, standby, remove };
}

function owner({ account }: Home): { uid?: number; gid?: number } {
  return account === null ? {} : { uid: account.uid, gid: account.gid };
}

function giveTo({ account }: Home, folder: string): void {
  chmodSync(folder, 0o700);
  if (account === null) return;
  chownSync(folder, account.uid, account.gid);
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    chownSync(join(folder, entry), account.uid, account.gid);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
