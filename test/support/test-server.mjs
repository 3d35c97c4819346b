import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  identifyProcess,
  isSameProcess,
  removeEmbeddedPostgres,
  signal,
  startEmbeddedPostgres,
} from '../../dist/libs/common/src/embedded-postgres/index.js';

const PREFIX = 'music-box-test-';
/** Memory that Linux offers as a folder. A database has 670 files: made there, they cost a tenth of the time. */
const MEMORY = '/dev/shm';
/** Three workers with a large database each and the WAL need less. Containers often give 64 MB. */
const ENOUGH_BYTES = 3 * 2 ** 30;

/**
 * Starts a PostgreSQL without durability in a folder of its own, in memory where there is enough of it, else below
 * the system's temporary folder. `remove()` stops it and deletes the folder; a signal or an early exit of this
 * process does the same.
 */
export async function startTestServer() {
  await removeLeftovers();
  const folder = mkdtempSync(join(hasMemory() ? MEMORY : tmpdir(), PREFIX));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'owner.json'), JSON.stringify(owner()));
  const dataDirectory = join(folder, 'postgres');
  let server;
  // Nothing can be awaited here: an immediate shutdown, during which the folder is removed.
  const onExit = () => {
    if (server) signal(server.pid, 'SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 100, retryDelay: 20 });
  };
  const onSignal = (name) => void remove().finally(() => process.exit(name === 'SIGINT' ? 130 : 143));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  process.on('exit', onExit);
  for (const name of signals) process.on(name, onSignal);
  const remove = async () => {
    await removeEmbeddedPostgres(dataDirectory);
    rmSync(folder, { recursive: true, force: true });
    process.off('exit', onExit);
    for (const name of signals) process.off(name, onSignal);
  };
  try {
    server = await startEmbeddedPostgres({ dataDirectory, port: 0, purpose: 'test' });
  } catch (error) {
    await remove();
    throw error;
  }
  return { url: server.url, pid: server.pid, remove };
}

function hasMemory() {
  if (process.env.TMPDIR !== undefined || !existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= ENOUGH_BYTES;
}

/** Servers of runs that were killed: their folder names a process that is gone. */
async function removeLeftovers() {
  const places = [tmpdir(), MEMORY].filter((place) => existsSync(place));
  const folders = places.flatMap((place) => readdirSync(place).map((entry) => join(place, entry)));
  for (const folder of folders) {
    if (!basename(folder).startsWith(PREFIX)) continue;
    try {
      if (isInUse(folder)) continue;
      await removeEmbeddedPostgres(join(folder, 'postgres'));
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      // Another account's leftovers: not ours to remove, and in nobody's way.
      if (!['EACCES', 'EPERM', 'ENOENT'].includes(error.code)) throw error;
    }
  }
}

function isInUse(folder) {
  const file = join(folder, 'owner.json');
  if (!existsSync(file)) return Date.now() - statSync(folder).mtimeMs < 60_000;
  const { host, pid, startedAt } = JSON.parse(readFileSync(file, 'utf8'));
  return host !== hostname() || isSameProcess({ pid, startedAt });
}

function owner() {
  return { host: hostname(), pid: process.pid, startedAt: identifyProcess(process.pid)?.startedAt };
}
