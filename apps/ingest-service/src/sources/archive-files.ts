import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { identityOf, isDayPlausible, readArchiveName } from '../formats/archive-name.js';
import type { ArchiveName } from '../formats/archive-name.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import { countPassedOver, LINK, PASSED_OVER, passedOverBy, WITHOUT_BYTES } from '../formats/passed-over.js';
import type { PassedOver } from '../formats/passed-over.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import { mappedArchives } from '../mapping/mapped-archive.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { mappingOfFile } from '../mapping/path-columns.js';
import { RECOGNISED_BYTES, recognised } from '../mapping/recognised.js';
import { stampOf } from './content-hash.js';
import { headOf } from './content-packing.js';
import { isBelow, seenFile } from './seen-file.js';
import type { SeenFile } from './seen-file.js';

const MANIFEST_NAME = 'manifest.json';
const STATES_AT_ONCE = 64;

/** A file to load, with what its name says. */
export interface ArchiveFile {
  /** No link. */
  path: string;
  /** Which file it is: its path as it was found, bucket and key, or what its sender calls it. */
  place: string;
  byteCount: number;
  modifiedMs: number;
  /** See `stampOf`. */
  stamp: string;
  archive: ArchiveName;
  /** How its records are read; absent: it is an archive of Music Box. */
  mapping?: Mapping;
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
  passedOver: PassedOver;
  /** Where folders describe themselves. */
  manifestPaths: string[];
  /** All files that a folder has; null: a file was to be found, or one of an upload. */
  paths: string[] | null;
}

/** Which files are archives, and as what they are read. */
export interface WantedFiles {
  /** Which days the names may have; null: any. */
  days?: PlausibleDays | null;
  /** Every file is read by it, those with names of archives too. */
  mapping?: Mapping | undefined;
  /** Patterns of names of files and folders that are passed over. */
  passOver?: readonly string[];
  /** Which files below the path are taken, with the places that they came from, by their paths; absent: all. */
  places?: ReadonlyMap<string, string> | undefined;
  /** Paths of those files of the folder that are taken; absent: all. */
  only?: ReadonlySet<string> | undefined;
}

/**
 * Finds the archives of a folder and the folders below it, or a single one. In a folder, files and folders whose
 * names say that they are none are passed over, and empty files but those with names of archives of Music Box. A
 * link is followed only to a file below `root`, and never to a folder; one to a file that the folder holds and the
 * mapping reads is passed over, since that file is read under its own name. Of several files of one archive the
 * one that was modified last is taken, the first by the order of folders and names where they are equally
 * old.
 * @param path a real path below `root`, see `resolveLogsPath`
 * @throws the file system's error when the folder itself cannot be read
 */
export async function findArchives(
  root: string,
  path: string,
  wanted: WantedFiles = {},
): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], refused: [], passedOver: {}, manifestPaths: [], paths: null };
  const newest = new Map<string, ArchiveFile>();
  const { passOver = PASSED_OVER, places, only } = wanted;
  const isFolder = places === undefined && (await stat(path)).isDirectory();
  if (isFolder) found.paths = await filesBelow(path, passOver, found);
  const paths = found.paths ?? places?.keys() ?? [path];
  const taken = [...paths].filter((file) => only?.has(file) !== false);
  const inFolder = found.paths === null ? null : new Set(found.paths);
  for (let at = 0; at < taken.length; at += STATES_AT_ONCE)
    for (const file of await Promise.all(
      taken.slice(at, at + STATES_AT_ONCE).map((file) => seenFile(root, file)),
    ))
      await sort(root, file, newest, wanted, found, inFolder);
  found.files = [...newest.values()].sort(byDayAndName);
  return found;
}

/** The files that a load of the folder would look at, with what shows that one was written to, a part at a time. */
export async function* statesBelow(
  folder: string,
  passOver: readonly string[],
): AsyncGenerator<{ path: string; state: string }[]> {
  const paths = await filesBelow(folder, passOver, {
    ...{ files: [], refused: [], passedOver: {}, manifestPaths: [], paths: null },
  });
  for (let at = 0; at < paths.length; at += STATES_AT_ONCE) {
    const part = paths.slice(at, at + STATES_AT_ONCE).map(async (path) => {
      const status = await stat(path).catch(() => null);
      const { size = 0, mtimeMs = 0, ctimeMs = 0 } = status ?? {};
      return { path, state: `${size} ${mtimeMs} ${ctimeMs}` };
    });
    yield await Promise.all(part);
  }
}

async function filesBelow(folder: string, passOver: readonly string[], found: FoundFiles): Promise<string[]> {
  const files: string[] = [];
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const passedOver = passedOverBy(entry.name, passOver);
    if (passedOver !== null) countPassedOver(found.passedOver, passedOver);
    else if (entry.isDirectory()) {
      try {
        // One by one: there may be more than a call may have arguments.
        for (const file of await filesBelow(path, passOver, found)) files.push(file);
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
  seen: SeenFile,
  newest: Map<string, ArchiveFile>,
  { days = null, mapping, places }: WantedFiles,
  found: FoundFiles,
  inFolder: ReadonlySet<string> | null,
): Promise<void> {
  const { path } = seen;
  const place = places?.get(path) ?? path;
  const name = basename(place);
  const shown = place === path ? relative(root, path) || name : place;
  const refuse = (reason: ArchiveReason, byteCount = 0): void => {
    const isMapped = mapping !== undefined;
    const identity = isMapped ? `${mapping.name}/${place}` : identityOf(name);
    found.refused.push({ identity, name: isMapped ? shown : name, byteCount, reason });
  };
  try {
    if (seen.real === null) {
      refuse('unreadable');
      return;
    }
    const { real, status } = seen;
    if (!isBelow(root, real)) {
      refuse('outside_logs_folder');
      return;
    }
    const byteCount = Number(status.size);
    const file = { path: real, place, byteCount, modifiedMs: Number(status.mtimeMs), stamp: stampOf(status) };
    const archive = readArchiveName(name);
    const mayBeEmpty = mapping === undefined && archive !== 'not_a_log_name';
    if (inFolder !== null && status.isFile() && byteCount === 0 && !mayBeEmpty) {
      countPassedOver(found.passedOver, WITHOUT_BYTES);
      return;
    }
    if (mapping !== undefined) {
      const ofFile = mappingOfFile(mapping, place);
      const archives = mappedArchives(mapping, place, shown);
      const isReadAlready = real !== path && inFolder?.has(real) === true && isRead(mapping, real);
      if (isReadAlready) countPassedOver(found.passedOver, LINK);
      else if (!status.isFile()) refuse('unreadable');
      else if (ofFile === null || archives.length === 0) refuse('file_not_mapped', byteCount);
      else for (const archive of archives) keepNewest({ ...file, archive, mapping: ofFile }, newest, found);
      return;
    }
    if (archive === 'not_a_log_name')
      refuse(recognised(await headOf(real, RECOGNISED_BYTES)) ?? archive, byteCount);
    else if (typeof archive === 'string') refuse(archive, byteCount);
    else if (days !== null && !isDayPlausible(archive, days)) refuse('implausible_date', byteCount);
    else if (!status.isFile()) refuse('unreadable');
    else keepNewest({ ...file, archive }, newest, found);
  } catch {
    refuse('unreadable');
  }
}

function isRead(mapping: Mapping, place: string): boolean {
  return mappingOfFile(mapping, place) !== null && mappedArchives(mapping, place).length > 0;
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

function byDayAndName(a: ArchiveFile, b: ArchiveFile): number {
  const key = ({ archive }: ArchiveFile): string => `${archive.day ?? '9999-99-99'} ${archive.name}`;
  return key(a) < key(b) ? -1 : 1;
}
