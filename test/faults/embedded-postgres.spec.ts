import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  EmbeddedPostgresError,
  isRunning,
  removeEmbeddedPostgres,
  signal,
  startEmbeddedPostgres,
  urlOfRunning,
  waitUntilGone,
} from '#common/embedded-postgres';
import { PlatformDatabase } from '../../launcher/src/database/platform-database.js';
import { readCommandLine } from '../../launcher/src/options/command-line.js';

const isRoot = process.getuid?.() === 0;

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('embedded PostgreSQL', () => {
  let template: string;
  let folder: string;
  let dataDirectory: string;
  const start = (): ReturnType<typeof startEmbeddedPostgres> =>
    startEmbeddedPostgres({ dataDirectory, port: 0, purpose: 'test' });
  const data = (...parts: string[]): string => join(dataDirectory, 'data', ...parts);

  // One initdb for all tests; copying its 40 MB takes a tenth of the time.
  beforeAll(async () => {
    template = mkdtempSync(join(tmpdir(), 'music box faults-'));
    chmodSync(template, 0o755);
    dataDirectory = join(template, 'postgres');
    await (await start()).stop();
  });

  afterAll(() => {
    rmSync(template, { recursive: true, force: true });
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'music box faults-'));
    chmodSync(folder, 0o755);
    dataDirectory = join(folder, 'postgres');
    execFileSync('cp', ['-a', join(template, 'postgres'), dataDirectory]);
  });

  afterEach(async () => {
    chmodSync(folder, 0o755);
    await removeEmbeddedPostgres(dataDirectory);
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps its data when it is started while it runs, its port, and its password to itself', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS value');
    // As a launcher does that finds the server of a killed one.
    expect(urlOfRunning(dataDirectory)).toBe(first.url);
    const second = await startEmbeddedPostgres({ dataDirectory, port: first.port, purpose: 'test' });
    expect(second.port).toBe(first.port);
    expect(isRunning(first.pid)).toBe(false);
    expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
    expect(statSync(data('musicbox-password')).mode & 0o777).toBe(0o600);
    expect(statSync(data()).mode & 0o777).toBe(0o700);
    await expect(query(second.url.replace(/:[0-9a-f]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(/password/);
  });

  it('recovers from a postmaster that was killed, with nothing committed lost', async () => {
    const durable = { dataDirectory, port: 0, purpose: 'platform' } as const;
    const first = await startEmbeddedPostgres(durable);
    await query(first.url, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS value');
    signal(first.pid, 'SIGKILL');
    await first.gone;
    const second = await startEmbeddedPostgres(durable);
    expect(await query(second.url, 'SELECT count(*)::int AS count FROM kept')).toEqual([{ count: 1000 }]);
  });

  it('quotes why it ended, and where its log is', async () => {
    const server = await start();
    expect(server.lastFailure()).toBe('');
    const client = new pg.Client({ connectionString: server.url });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    // As when a disk fails: the server cannot recover from the end of a backend.
    renameSync(data('global', 'pg_control'), data('pg_control'));
    signal(rows[0]!.pid, 'SIGKILL');
    await server.gone;
    expect(server.lastFailure()).toMatch(/^PANIC: .*pg_control.*; more in .*server\.log$/);
  });

  it('ends backends that outlived a killed postmaster', async () => {
    const first = await start();
    const busy = query(first.url, 'SELECT count(*) FROM generate_series(1, 1e12) /* outlives */').catch(
      () => 'cut off',
    );
    await new Promise((done) => setTimeout(done, 300));
    signal(first.pid, 'SIGKILL');
    const second = await start();
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await busy).toBe('cut off');
  });

  it('does not mind a postmaster.pid that names somebody else', async () => {
    // Of the same account: PostgreSQL would take it for a running postmaster.
    const stranger = spawn('sleep', ['60'], isRoot ? { uid: statSync(data()).uid } : {});
    await once(stranger, 'spawn');
    try {
      writeFileSync(data('postmaster.pid'), `${stranger.pid}\n${data()}\n1\n1\n\n127.0.0.1\n\nready\n`);
      const server = await start();
      expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(isRunning(stranger.pid!)).toBe(true);
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('starts anew after a first start that was killed half-way', async () => {
    rmSync(data(), { recursive: true });
    mkdirSync(join(dataDirectory, 'data-unfinished-4194305'), { recursive: true });
    writeFileSync(join(dataDirectory, 'data-unfinished-4194305', 'PG_VERSION'), '18\n');
    const server = await start();
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(dataDirectory).filter((entry) => entry.startsWith('data-unfinished'))).toEqual([]);
  });

  it('says so when the data is of another major version', async () => {
    writeFileSync(data('PG_VERSION'), '15\n');
    await expect(start()).rejects.toThrow(/written by PostgreSQL 15 and this version brings PostgreSQL 18/);
  });

  it('names a port that is taken', async () => {
    const holder = createServer();
    await new Promise<void>((done) => holder.listen(0, '127.0.0.1', done));
    const { port } = holder.address() as AddressInfo;
    try {
      const failed = startEmbeddedPostgres({ dataDirectory, port, purpose: 'test' });
      await expect(failed).rejects.toThrow(EmbeddedPostgresError);
      await expect(failed).rejects.toThrow(`Port ${port}, wanted for PostgreSQL, is already in use`);
    } finally {
      await new Promise((done) => holder.close(done));
    }
  });

  (isRoot ? it : it.skip)(
    'works below a folder that only root may enter, and leaves nothing outside',
    async () => {
      chmodSync(folder, 0o700);
      rmSync(dataDirectory, { recursive: true });
      const server = await start();
      expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(lstatSync(dataDirectory).isSymbolicLink()).toBe(true);
      const place = execFileSync('readlink', ['-f', dataDirectory], { encoding: 'utf8' }).trim();
      expect(statSync(join(place, 'data')).uid).not.toBe(0);
      await server.stop();
      const again = await start();
      expect(execFileSync('readlink', ['-f', dataDirectory], { encoding: 'utf8' }).trim()).toBe(place);
      await removeEmbeddedPostgres(dataDirectory);
      expect(existsSync(place)).toBe(false);
      expect(await waitUntilGone(again.pid, 1000)).toBe(true);
    },
  );

  it('follows the link of a moved data folder, and never replaces what the link led to', async () => {
    const kept = await databaseBehindLink();
    await query(kept.url, 'CREATE TABLE kept AS SELECT 7 AS value');
    await kept.stop();
    const moved = join(folder, 'moved', 'postgres');
    mkdirSync(join(folder, 'moved'));
    renameSync(dataDirectory, moved);
    const anew = await start();
    expect(await query(anew.url, "SELECT to_regclass('kept') AS kept")).toEqual([{ kept: null }]);
    await removeEmbeddedPostgres(dataDirectory);
    dataDirectory = moved;
    const again = await start();
    expect(await query(again.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });

  it('refuses a second link to a cluster, as in a copied data folder, and leaves the first alone', async () => {
    const first = await databaseBehindLink();
    mkdirSync(join(folder, 'copy'));
    const copy = join(folder, 'copy', 'postgres');
    execFileSync('cp', ['-a', dataDirectory, copy]);
    const second = startEmbeddedPostgres({ dataDirectory: copy, port: 0, purpose: 'test' });
    await expect(second).rejects.toThrow(`${copy} and ${dataDirectory} link to one database`);
    await removeEmbeddedPostgres(copy);
    expect(existsSync(copy)).toBe(false);
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('makes no empty database where a link leads to nothing, as in a container without the place', async () => {
    await (await databaseBehindLink()).stop();
    renameSync(join(folder, 'place'), join(folder, 'unmounted'));
    await expect(start()).rejects.toThrow(/is not there: mount or restore it/);
    expect(lstatSync(dataDirectory).isSymbolicLink()).toBe(true);
    renameSync(join(folder, 'unmounted'), join(folder, 'place'));
    const server = await start();
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is deleted by npm start -- --reset, and by no start without it', async () => {
    const open = async (...args: string[]): Promise<PlatformDatabase> =>
      await PlatformDatabase.open(readCommandLine(args, {}, { user: '/', checkout: folder }), dataDirectory);
    const first = await open();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS value');
    const second = await open();
    expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
    const third = await open('--reset');
    expect(await query(third.url, "SELECT to_regclass('kept') AS kept")).toEqual([{ kept: null }]);
  });

  it('removes only what is its own', async () => {
    writeFileSync(join(dataDirectory, 'notes.txt'), '');
    await removeEmbeddedPostgres(dataDirectory);
    expect(readdirSync(dataDirectory)).toEqual(['notes.txt']);
  });

  (isRoot ? it : it.skip)('places each cluster of one path outside in a folder of its own', async () => {
    chmodSync(folder, 0o700);
    rmSync(dataDirectory, { recursive: true });
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS value');
    mkdirSync(join(folder, 'backup'));
    renameSync(dataDirectory, join(folder, 'backup', 'postgres'));
    const second = await start();
    expect(await query(second.url, "SELECT to_regclass('kept') AS kept")).toEqual([{ kept: null }]);
    expect(await query(first.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
    await removeEmbeddedPostgres(join(folder, 'backup', 'postgres'));
  });

  (isRoot ? it : it.skip)('leaves a folder alone that its account cannot enter', async () => {
    rmSync(data(), { recursive: true });
    writeFileSync(join(dataDirectory, 'notes.txt'), '');
    chmodSync(folder, 0o700);
    await expect(start()).rejects.toThrow(/cannot enter .*chmod/);
    expect(readdirSync(dataDirectory)).toContain('notes.txt');
  });

  /** Starts the cluster of the template at another place, to which the data directory links. */
  async function databaseBehindLink(): ReturnType<typeof startEmbeddedPostgres> {
    renameSync(dataDirectory, join(folder, 'place'));
    symlinkSync(join(folder, 'place'), dataDirectory);
    return await start();
  }
});
