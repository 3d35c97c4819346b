import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { identityOf, isDayPlausible, readArchiveName } from '../formats/archive-name.js';
import type { ArchiveName } from '../formats/archive-name.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { PlausibleDays } from '../formats/plausible-day.js';

const MANIFEST_NAME = 'manifest.json';

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

export interface FoundFiles {
  /** By (day, name); archives without a day come last. */
  files: ArchiveFile[];
  refused: RefusedFile[];
  /** Files that were modified too recently: they may not be complete yet. */
  waiting: ArchiveFile[];
  /** Where folders describe themselves. */
  manifestPaths: string[];
}

/**
 * Finds the archives of a folder and the folders below it, or a single one. Hidden files are passed over. A
 * link is followed only to a file below `root`, and never to a folder. Of several files of one archive the
 * one that was modified last is taken, the first by the order of folders and names where they are equally
 * old.
 * @param path a real path below `root`, see `resolveLogsPath`
 * @param minAgeSeconds how long ago a file must have been modified
 * @param days which days the names may have; null: any
 * @throws the file system's error when the folder itself cannot be read
 */
export async function findArchives(
  root: string,
  path: string,
  days: PlausibleDays | null = null,
  minAgeSeconds = 0,
): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], refused: [], waiting: [], manifestPaths: [] };
  const newest = new Map<string, ArchiveFile>();
  const paths = (await stat(path)).isDirectory() ? await filesBelow(path, found) : [path];
  for (const file of paths) await sort(root, file, newest, days, found);
  for (const file of [...newest.values()].sort(byDayAndName)) {
    // Also ahead of this clock, which counts whole milliseconds; a time far ahead is no time of writing.
    const isRecent = Math.abs(Date.now() - file.modifiedMs) < minAgeSeconds * 1000;
    (isRecent ? found.waiting : found.files).push(file);
  }
  return found;
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
