import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  identifyProcess,
  isSameProcess,
  removeEmbeddedPostgres,
  signal,
  startEmbeddedPostgres,
} from '../../dist/libs/common/src/embedded-postgres/index.js';

const PREFIX = 'music-box-test-';

/**
 * Starts a PostgreSQL without durability in a folder of its own below the system's temporary folder.
 * `remove()` stops it and deletes the folder; a signal or an early exit of this process does the same.
 */
export async function startTestServer() {
  await removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
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

/** Servers of runs that were killed: their folder names a process that is gone. */
async function removeLeftovers() {
  for (const entry of readdirSync(tmpdir())) {
    if (!entry.startsWith(PREFIX)) continue;
    const folder = join(tmpdir(), entry);
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
