import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { binaryPath, majorVersion } from './binaries.js';
import { EmbeddedPostgresError, explainFailure } from './embedded-postgres.error.js';
import type { Home } from './home.js';
import { isRunning } from './processes.js';

/** The database role that owns everything in an embedded cluster. */
export const ROLE = 'musicbox';
const PASSWORD_FILE = 'musicbox-password';
const UNFINISHED = 'data-unfinished-';

/** The environment of initdb and postgres: nothing of ours, so that no PG* or LC_* variable leaks in. */
export const SERVER_ENVIRONMENT: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  LC_ALL: 'C',
};

/**
 * Makes the cluster if there is none. It is built in a folder of its own and renamed when complete, so a
 * start that was killed half-way leaves nothing that looks like a cluster; leftovers of such starts are
 * removed.
 * @throws EmbeddedPostgresError when the data was written by another major version, or initdb fails
 */
export async function ensureCluster(home: Home, purpose: 'platform' | 'test'): Promise<void> {
  for (const entry of readdirSync(home.folder)) {
    if (!entry.startsWith(UNFINISHED) || isRunning(Number(entry.slice(UNFINISHED.length)))) continue;
    rmSync(join(home.folder, entry), { recursive: true, force: true });
  }
  if (existsSync(join(home.data, 'PG_VERSION'))) {
    checkVersion(home);
    return;
  }
  const unfinished = join(home.folder, `${UNFINISHED}${process.pid}`);
  try {
    await initialise(home, unfinished, purpose);
    renameSync(unfinished, home.data);
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another start may have finished the same cluster in the meantime; then its data is as good as ours.
    if (existsSync(join(home.data, 'PG_VERSION'))) return;
    throw cause;
  }
}

/** The password of the cluster; it lies in the data folder, readable by its owner alone. */
export function readPassword(home: Pick<Home, 'data'>): string {
  try {
    return readFileSync(join(home.data, PASSWORD_FILE), 'utf8').trim();
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The password of the PostgreSQL in ${home.data} cannot be read: start as the account that made it, or remove that folder and start again.`,
      { cause },
    );
  }
}

function checkVersion(home: Home): void {
  const found = readFileSync(join(home.data, 'PG_VERSION'), 'utf8').trim();
  const wanted = majorVersion(home.binaries);
  if (found === wanted) return;
  throw new EmbeddedPostgresError(
    `The data in ${home.data} was written by PostgreSQL ${found} and this version brings PostgreSQL ${wanted}: remove that folder and start again to load the logs anew, or move the data with pg_dump first.`,
  );
}

async function initialise(home: Home, folder: string, purpose: 'platform' | 'test'): Promise<void> {
  const passwordFile = `${folder}.password`;
  try {
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
    for (const path of [folder, passwordFile]) {
      if (home.account) chownSync(path, home.account.uid, home.account.gid);
    }
    await promisify(execFile)(
      binaryPath(home.binaries, 'initdb'),
      [
        `--pgdata=${folder}`,
        `--username=${ROLE}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        // Sorting by code point, the same on every machine, without asking the system for its locales.
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(purpose === 'test' ? ['--no-sync'] : []),
      ],
      {
        cwd: home.folder,
        env: SERVER_ENVIRONMENT,
        maxBuffer: 1 << 20,
        ...(home.account ? { uid: home.account.uid, gid: home.account.gid } : {}),
      },
    );
    renameSync(passwordFile, join(folder, PASSWORD_FILE));
  } catch (cause) {
    rmSync(passwordFile, { force: true });
    const { message, stderr } = cause as Error & { stderr?: string };
    throw new EmbeddedPostgresError(explainFailure(`${stderr ?? ''}\n${message}`, home.folder), { cause });
  }
}
