import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import type { DataFolder } from '../data-folder/data-folder.js';
import { writePrivately } from '../data-folder/data-folder.js';
import type { LoadState } from '../database/platform-state.repository.js';
import { LauncherError } from '../launcher-error.js';
import { requireReadableLogs } from './logs-folder.js';

/** The folder whose archives are loaded. */
export interface LogSource {
  folder: string;
  /** Sample logs are made first when they are missing. */
  synthetic: boolean;
  /** False when nothing is to be loaded: real logs were loaded earlier and their folder is not given now. */
  load: boolean;
}

/** What the last start began to load and, once that has succeeded, what it found and left. */
export interface LoadRecord {
  folder: string;
  synthetic: boolean;
  /** Null while the load has not succeeded. */
  finished: { fingerprint: string; archives: number; newest: number } | null;
}

/**
 * Decides what to load. Sample logs and real ones never end up in one database: its figures would mean nothing.
 * @throws LauncherError when they would, or the given folder cannot be read
 */
export function chooseLogSource(given: string | null, folder: DataFolder, state: LoadState): LogSource {
  const record = readLoadRecord(folder.loaded);
  const holdsSample = state.synthetic || (state.archives > 0 && record?.synthetic === true);
  const holdsReal = state.archives > 0 && !holdsSample;
  if (given !== null) {
    if (holdsSample) {
      throw new LauncherError(
        'The database holds sample logs, which real ones must not be mixed with: start with another data folder (--data DIR), or remove the old one first.',
      );
    }
    requireReadableLogs(given);
    return { folder: given, synthetic: false, load: true };
  }
  if (!holdsReal) return { folder: folder.sampleLogs, synthetic: true, load: true };
  if (record && existsSync(record.folder)) return { folder: record.folder, synthetic: false, load: true };
  mkdirSync(folder.sampleLogs, { recursive: true });
  return { folder: folder.sampleLogs, synthetic: false, load: false };
}

export function readLoadRecord(path: string): LoadRecord | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LoadRecord;
  } catch {
    return null;
  }
}

export function writeLoadRecord(path: string, record: LoadRecord): void {
  writePrivately(path, record);
}

/** Whether the same files were loaded before, into this database and not one that was removed since. */
export function isLoaded(record: LoadRecord | null, fingerprint: string, state: LoadState): boolean {
  return (
    record?.finished?.fingerprint === fingerprint &&
    state.archives >= record.finished.archives &&
    state.newest >= record.finished.newest
  );
}
