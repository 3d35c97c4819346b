import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

/** A folder with bin, lib and share of one PostgreSQL build. */
export interface Binaries {
  folder: string;
  /** Version of the npm package, such as 18.4.0-beta.17. */
  version: string;
}

/** The PostgreSQL major version, as PG_VERSION writes it. */
export function majorVersion(binaries: Binaries): string {
  return binaries.version.split('.')[0] ?? '';
}

export function binaryPath(binaries: Binaries, name: 'initdb' | 'postgres'): string {
  return join(binaries.folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/** The binaries that npm installed for this platform (package `@embedded-postgres/<platform>`). */
export function installedBinaries(): Binaries {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(root, 'native'), version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `No PostgreSQL is installed for ${platform}: run npm ci (with optional packages), or set DATABASE_URL to an existing PostgreSQL 15 or newer.`,
      { cause },
    );
  }
}

/**
 * Copies the binaries below `home` for an account that cannot reach the installed ones; 65 MB, once a
 * version.
 */
export function copyBinaries(installed: Binaries, home: string): Binaries {
  const folder = join(home, `native-${installed.version}`);
  if (!existsSync(folder)) {
    for (const entry of readdirSync(home)) {
      if (entry.startsWith('native-')) rmSync(join(home, entry), { recursive: true, force: true });
    }
    const unfinished = join(home, `native-unfinished-${process.pid}`);
    for (const part of ['bin', 'lib', 'share']) {
      cpSync(join(installed.folder, part), join(unfinished, part), {
        recursive: true,
        verbatimSymlinks: true,
        filter: (source) => !source.endsWith('.a'),
      });
    }
    openToAll(unfinished);
    renameSync(unfinished, folder);
  }
  return { folder, version: installed.version };
}

/** Anyone may read and enter, whatever the umask was when npm unpacked the files. */
function openToAll(path: string): void {
  const status = lstatSync(path);
  if (status.isSymbolicLink()) return;
  chmodSync(path, status.isDirectory() ? 0o755 : status.mode & 0o100 ? 0o755 : 0o644);
  if (status.isDirectory()) for (const entry of readdirSync(path)) openToAll(join(path, entry));
}
