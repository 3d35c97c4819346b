import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Account } from './account.js';
import { chooseAccount, canReach } from './account.js';
import type { Binaries } from './binaries.js';
import { binaryPath, copyBinaries, installedBinaries } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

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

/** In the folder of a cluster: the path of the link through which its data folder reaches it. */
const LINKED_FROM = 'linked-from';

/** What this code writes into the folder of a cluster. */
const OURS = /^(data|data-unfinished-.*|native-.*|server\.log|linked-from)$/;

/**
 * Prepares the place of a cluster. As root, when the account that PostgreSQL runs under cannot reach the
 * wanted folder (it lies below a folder only root may enter), the cluster is placed in /var/lib or /var/tmp
 * and the wanted folder becomes a symbolic link to it; binaries it cannot reach are copied next to the data.
 * The link moves with the data folder. No cluster is removed here, whatever was moved, copied or mounted.
 * @throws EmbeddedPostgresError when the link leads nowhere, or that of another data folder to the same cluster
 */
export function prepareHome(dataDirectory: string): Home {
  const wanted = resolve(dataDirectory);
  mkdirSync(dirname(wanted), { recursive: true });
  const installed = installedBinaries();
  const account = chooseAccount(ownerOf(join(wanted, 'data')));
  const folder = isLink(wanted)
    ? followLink(wanted, account)
    : account && !canReach(account, wanted)
      ? relocate(wanted, account)
      : makeFolder(wanted, account);
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

/**
 * Removes the cluster and the link to it, where there is one. A cluster of another data folder and files of
 * others stay.
 */
export function removeHome(dataDirectory: string): void {
  const wanted = resolve(dataDirectory);
  const folder = existingHome(wanted);
  if (folder !== null && otherLinkTo(folder, wanted) === null) {
    for (const entry of readdirSync(folder)) {
      if (OURS.test(entry)) rmSync(join(folder, entry), { recursive: true, force: true, maxRetries: 5 });
    }
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  }
  if (isLink(wanted)) rmSync(wanted);
}

/** The link of another data folder that leads to the cluster; null when there is none, or only `wanted`. */
export function otherLinkTo(folder: string, wanted: string): string | null {
  const recorded = readIfThere(join(folder, LINKED_FROM));
  if (recorded === null || recorded === placeOf(wanted) || !isLink(recorded)) return null;
  return existingHome(recorded) === folder ? recorded : null;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function followLink(wanted: string, account: Account | null): string {
  const folder = existingHome(wanted);
  if (folder === null) {
    throw new EmbeddedPostgresError(
      `The database of this data folder is in ${readlinkSync(wanted)}, to which ${wanted} links, and that is not there: mount or restore it, or begin with an empty database by npm start -- --reset. A container keeps it in a data folder (--data) that every account may enter.`,
    );
  }
  if (account && !canReach(account, folder)) throw cannotEnter(account, folder);
  makeFolder(folder, account);
  const other = otherLinkTo(folder, wanted);
  if (other !== null) {
    throw new EmbeddedPostgresError(
      `${wanted} and ${other} link to one database, ${folder}, as after copying a data folder: remove the link of the data folder that shall begin with an empty database.`,
    );
  }
  writeFileSync(join(folder, LINKED_FROM), placeOf(wanted));
  return folder;
}

/** The path with the links of its parents resolved, but not its own. */
function placeOf(wanted: string): string {
  return join(realpathSync(dirname(wanted)), basename(wanted));
}

function makeFolder(wanted: string, account: Account | null): string {
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

function relocate(wanted: string, account: Account): string {
  if (existsSync(wanted)) {
    if (readdirSync(wanted).length > 0) throw cannotEnter(account, wanted);
    rmdirSync(wanted);
  }
  const folder = mkdtempSync(join(reachablePlace(account), `${basename(wanted)}-`));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, LINKED_FROM), placeOf(wanted));
  symlinkSync(folder, wanted);
  return folder;
}

function cannotEnter({ name }: Account, folder: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The account ${name}, under which PostgreSQL runs, cannot enter ${folder}: give it the right to (chmod o+x on the folders above), or remove that folder and start again.`,
  );
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

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
