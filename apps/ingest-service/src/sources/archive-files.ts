import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { isDayPlausible, readArchiveName } from '../formats/archive-name.js';
import type { ArchiveName } from '../formats/archive-name.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { PlausibleDays } from '../formats/plausible-day.js';

const MANIFEST_NAME = 'manifest.json';

/** A file to load, with what its name says. */
export interface ArchiveFile {
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
  /** Where the folder describes itself, if it does. */
  manifestPath: string | null;
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
): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], refused: [], manifestPath: null };
  const newest = new Map<string, ArchiveFile>();
  const paths = (await stat(path)).isDirectory() ? await filesBelow(path, found) : [path];
  for (const file of paths) await sort(root, file, newest, days, found);
  found.files = [...newest.values()].sort(byDayAndName);
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
        found.refused.push({ identity: name, name, byteCount: 0, reason: 'unreadable' });
      }
    } else if (entry.name === MANIFEST_NAME) found.manifestPath ??= path;
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
  const refuse = (reason: ArchiveReason, byteCount = 0, identity = name): void => {
    found.refused.push({ identity, name, byteCount, reason });
  };
  try {
    if ((await lstat(path)).isSymbolicLink() && !isBelow(root, await realpath(path))) {
      refuse('outside_logs_folder');
      return;
    }
    const status = await stat(path);
    const archive = readArchiveName(name);
    if (typeof archive === 'string') refuse(archive, status.size);
    else if (days !== null && !isDayPlausible(archive, days))
      refuse('implausible_date', status.size, archive.identity);
    else if (!status.isFile()) refuse('unreadable');
    else keepNewest({ path, byteCount: status.size, modifiedMs: status.mtimeMs, archive }, newest, found);
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
