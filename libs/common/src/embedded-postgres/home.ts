import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Account } from './account.js';
import { chooseAccount, canReach } from './account.js';
import type { Binaries } from './binaries.js';
import { binaryPath, copyBinaries, installedBinaries } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { endProcessesIn } from './processes.js';

/**
 * Where one embedded PostgreSQL lives: `home` holds the data folder, its log and, when needed, the binaries.
 */
export interface Home {
  folder: string;
  data: string;
  log: string;
  account: Account | null;
  binaries: Binaries;
}

/** Folders every account can enter, in the order in which they are tried. */
const REACHABLE_PLACES = ['/var/lib', '/var/tmp'];

/**
 * Prepares the place of a cluster. As root, when the account that PostgreSQL runs under cannot reach the
 * wanted folder (it lies below a folder only root may enter), the cluster is placed in /var/lib or /var/tmp
 * and the wanted folder becomes a symbolic link to it; binaries it cannot reach are copied next to the data.
 */
export async function prepareHome(dataDirectory: string): Promise<Home> {
  const wanted = resolve(dataDirectory);
  mkdirSync(dirname(wanted), { recursive: true });
  const installed = installedBinaries();
  const account = chooseAccount(ownerOf(join(wanted, 'data')));
  const folder =
    account && !canReach(account, wanted) ? await relocate(wanted, account) : makeFolder(wanted, account);
  const reachable = !account || canReach(account, binaryPath(installed, 'postgres'));
  return {
    folder,
    data: join(folder, 'data'),
    log: join(folder, 'server.log'),
    account,
    binaries: reachable ? installed : copyBinaries(installed, folder),
  };
}

/** The folder a data directory really is, following the link of a relocated one; null when there is none. */
export function existingHome(dataDirectory: string): string | null {
  const wanted = resolve(dataDirectory);
  if (!existsSync(wanted)) return null;
  return realpathSync(wanted);
}

function makeFolder(wanted: string, account: Account | null): string {
  // A link whose target was removed would make mkdir fail.
  if (lstatSync(wanted, { throwIfNoEntry: false })?.isSymbolicLink() && !existsSync(wanted)) rmSync(wanted);
  mkdirSync(wanted, { recursive: true, mode: account ? 0o755 : 0o700 });
  // The umask may have closed a folder that was just made.
  if (account && !canReach(account, wanted)) chmodSync(wanted, 0o755);
  try {
    accessSync(wanted, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The PostgreSQL folder ${wanted} belongs to another account: start as that account, or remove the folder and start again.`,
      { cause },
    );
  }
  return realpathSync(wanted);
}

async function relocate(wanted: string, account: Account): Promise<string> {
  const status = lstatSync(wanted, { throwIfNoEntry: false });
  if (status?.isSymbolicLink()) {
    const target = readlinkSync(wanted);
    mkdirSync(target, { recursive: true, mode: 0o755 });
    if (canReach(account, target)) return realpathSync(target);
    rmSync(wanted);
  } else if (status && existsSync(join(wanted, 'data'))) {
    throw new EmbeddedPostgresError(
      `The account ${account.name}, under which PostgreSQL runs, cannot enter ${wanted}: give it the right to (chmod o+x on the folders above), or remove that folder and start again.`,
    );
  } else if (status) {
    rmSync(wanted, { recursive: true });
  }
  const place = reachablePlace(account);
  const folder = join(place, relocatedName(wanted));
  // No link led here, so what lies there belongs to a checkout that was removed from this path.
  await endProcessesIn(join(folder, 'data'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o755 });
  chmodSync(folder, 0o755);
  symlinkSync(folder, wanted);
  return folder;
}

/** A name that stays the same for the same place: `postgres-1f0c2d...`. */
function relocatedName(wanted: string): string {
  const place = join(realpathSync(dirname(wanted)), basename(wanted));
  return `${basename(wanted)}-${createHash('sha256').update(place).digest('hex').slice(0, 16)}`;
}

function reachablePlace(account: Account): string {
  for (const place of REACHABLE_PLACES) {
    const folder = join(place, 'music-box');
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      // In /var/tmp anyone may have made this folder before us; then its owner could exchange what we put
      // there.
      if (lstatSync(folder).uid !== 0 || !lstatSync(folder).isDirectory()) continue;
      chmodSync(folder, 0o755);
      if (canReach(account, folder)) return folder;
    } catch {
      continue;
    }
  }
  throw new EmbeddedPostgresError(
    `No folder was found that the account ${account.name} can reach (tried ${REACHABLE_PLACES.join(' and ')}): start as an ordinary user, or set DATABASE_URL to an existing PostgreSQL.`,
  );
}

function ownerOf(path: string): number | null {
  try {
    return statSync(path).uid;
  } catch {
    return null;
  }
}
