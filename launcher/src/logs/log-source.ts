import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import type { DataFolder } from '../data-folder/data-folder.js';
import { writePrivately } from '../data-folder/data-folder.js';
import type { LoadState } from '../database/platform-state.repository.js';
import { LauncherError } from '../launcher-error.js';
import { requireReadableLogs } from './logs-folder.js';
import { holdsSampleLogs } from './sample-logs.js';

/** The folder whose archives are loaded. */
export interface LogSource {
  folder: string;
  /** Sample logs, which are labelled so everywhere. */
  synthetic: boolean;
  /** The launcher makes the sample logs itself when they are missing. */
  generate: boolean;
  /** False when nothing is to be loaded: the logs that were loaded earlier lay in a folder that is gone now. */
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
 * Without `given`, a start goes on with the folder that the last one was given.
 * @throws LauncherError when both would be mixed, or the given folder cannot be read
 */
export function chooseLogSource(given: string | null, folder: DataFolder, state: LoadState): LogSource {
  const record = readLoadRecord(folder.loaded);
  const holdsSample = state.synthetic;
  const holdsReal = state.archives > 0 && !holdsSample;
  if (given !== null) {
    requireReadableLogs(given);
    const synthetic = holdsSampleLogs(given);
    if (synthetic ? holdsReal : holdsSample) throw mixed(synthetic);
    return { folder: given, synthetic, generate: false, load: true };
  }
  const own = { folder: folder.sampleLogs, synthetic: !holdsReal };
  const wasGiven = record !== null && record.folder !== folder.sampleLogs;
  if (!holdsReal && !(holdsSample && wasGiven)) return { ...own, generate: true, load: true };
  if (wasGiven && existsSync(record.folder)) {
    return { folder: record.folder, synthetic: holdsSample, generate: false, load: true };
  }
  mkdirSync(folder.sampleLogs, { recursive: true });
  return { ...own, generate: false, load: false };
}

function mixed(givenIsSynthetic: boolean): LauncherError {
  const [held, given] = givenIsSynthetic ? ['real logs', 'sample logs'] : ['sample logs', 'real ones'];
  return new LauncherError(
    `The database holds ${held}, which ${given} must not be mixed with: start with another data folder (--data DIR), remove the old one, or start without --logs and delete all its archives (docs/ingest.md#archives).`,
  );
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
