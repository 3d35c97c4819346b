import { access, lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { identityOf, isDayPlausible, readArchiveName } from '../formats/archive-name.js';
import type { ArchiveName } from '../formats/archive-name.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { PlausibleDays } from '../formats/plausible-day.js';

const MANIFEST_NAME = 'manifest.json';
const DONE = '.done';

/** A file to load, with what its name says. */
export interface ArchiveFile {
  /** No link. */
  path: string;
  byteCount: number;
  modifiedMs: number;
  archive: ArchiveName;
}

/** A file that its name or place already refuses. */
export interface RefusedFile {
  /** That of its archive; the name where that is none of an archive. */
  identity: string;
  name: string;
  byteCount: number;
  reason: ArchiveReason;
}

/** A file that may not be complete yet. */
interface WaitingFile extends ArchiveFile {
  reason: ArchiveReason;
}

/** How it is known that a file is complete. */
export interface Completion {
  /** It has not been modified for so long. */
  minAgeSeconds: number;
  /** A file `<name>.done` lies beside it. */
  doneMarker: boolean;
}

/** Every file is complete. */
const NO_WAITING: Completion = { minAgeSeconds: 0, doneMarker: false };

export interface FoundFiles {
  /** By (day, name); archives without a day come last. */
  files: ArchiveFile[];
  refused: RefusedFile[];
  waiting: WaitingFile[];
  /** Where folders describe themselves. */
  manifestPaths: string[];
}

/**
 * Finds the archives of a folder and the folders below it, or a single one. Hidden files are passed over. A link is
 * followed only to a file below `root`, and never to a folder. Of several files of one archive the one that was modified last is taken, the
 * first by the order of folders and names where they are equally old.
 * @param path a real path below `root`, see `resolveLogsPath`
 * @param days which days the names may have; null: any
 * @throws the file system's error when the folder itself cannot be read
 */
export async function findArchives(
  root: string,
  path: string,
  days: PlausibleDays | null = null,
  completion = NO_WAITING,
): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], refused: [], waiting: [], manifestPaths: [] };
  const newest = new Map<string, ArchiveFile>();
  const paths = (await stat(path)).isDirectory() ? await filesBelow(path, found) : [path];
  for (const file of paths) {
    if (!(completion.doneMarker && file.endsWith(DONE))) await sort(root, file, newest, days, found);
  }
  for (const file of [...newest.values()].sort(byDayAndName)) {
    const reason = await incompleteness(file, completion);
    if (reason === null) found.files.push(file);
    else found.waiting.push({ ...file, reason });
  }
  return found;
}

/** Why the file may not be complete yet; null when it is. */
async function incompleteness(file: ArchiveFile, completion: Completion): Promise<ArchiveReason | null> {
  // Also ahead of this clock, which counts whole milliseconds; what is far ahead says nothing of when it was written.
  if (Math.abs(Date.now() - file.modifiedMs) < completion.minAgeSeconds * 1000) return 'too_recent';
  if (!completion.doneMarker) return null;
  return await access(file.path + DONE).then(
    () => null,
    () => 'not_done',
  );
}

async function filesBelow(folder: string, found: FoundFiles): Promise<string[]> {
  const files: string[] = [];
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) {
      try {
        files.push(...(await filesBelow(path, found)));
      } catch {
        const { name } = entry;
        found.refused.push({ identity: identityOf(name), name, byteCount: 0, reason: 'unreadable' });
      }
    } else if (entry.name === MANIFEST_NAME) found.manifestPaths.push(path);
    else files.push(path);
  }
  return files;
}

async function sort(
  root: string,
  path: string,
  newest: Map<string, ArchiveFile>,
  days: PlausibleDays | null,
  found: FoundFiles,
): Promise<void> {
  const name = basename(path);
  const refuse = (reason: ArchiveReason, byteCount = 0): void => {
    found.refused.push({ identity: identityOf(name), name, byteCount, reason });
  };
  try {
    const real = (await lstat(path)).isSymbolicLink() ? await realpath(path) : path;
    if (!isBelow(root, real)) {
      refuse('outside_logs_folder');
      return;
    }
    const status = await stat(real);
    const archive = readArchiveName(name);
    if (typeof archive === 'string') refuse(archive, status.size);
    else if (days !== null && !isDayPlausible(archive, days)) refuse('implausible_date', status.size);
    else if (!status.isFile()) refuse('unreadable');
    else
      keepNewest({ path: real, byteCount: status.size, modifiedMs: status.mtimeMs, archive }, newest, found);
  } catch {
    refuse('unreadable');
  }
}

function keepNewest(file: ArchiveFile, newest: Map<string, ArchiveFile>, found: FoundFiles): void {
  const { identity } = file.archive;
  const other = newest.get(identity);
  const [kept, passedOver] =
    other === undefined || file.modifiedMs > other.modifiedMs ? [file, other] : [other, file];
  newest.set(identity, kept);
  if (passedOver === undefined) return;
  const { archive, byteCount } = passedOver;
  found.refused.push({ identity, name: archive.name, byteCount, reason: 'archive_repeated' });
}

/** True when `path` is `root` or lies below it; both must be real paths. */
export function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function byDayAndName(a: ArchiveFile, b: ArchiveFile): number {
  const key = ({ archive }: ArchiveFile): string => `${archive.day ?? '9999-99-99'} ${archive.name}`;
  return key(a) < key(b) ? -1 : 1;
}
