import { existsSync, mkdirSync, rmSync } from 'node:fs';
import type { ArchiveSummary } from '#clients';
import { holdsSampleLogs } from '#sample-logs';
import type { DataFolder } from '../data-folder/data-folder.js';
import { readIfWhole, writePrivately } from '../data-folder/data-folder.js';
import { LauncherError } from '../launcher-error.js';

/** The folder whose archives are loaded. */
export interface LogSource {
  folder: string;
  /** What reads them; null: they are archives of Music Box. */
  mapping: string | null;
  /** Sample logs, which are labelled so everywhere. */
  synthetic: boolean;
  /** The launcher makes the sample logs itself when they are missing. */
  generate: boolean;
  /** False when nothing is to be loaded: the folder of the logs that were loaded earlier is gone. */
  load: boolean;
}

/** What the last start was to load and, once that has succeeded, what it found and left. */
export interface LoadRecord {
  folder: string;
  mapping?: string | null;
  /** Null while the load has not succeeded. */
  finished: { fingerprint: string; archives: number; newest: number } | null;
}

/**
 * The folder that the services read: the given one, without it that of the last start, else that of the
 * sample logs.
 */
export function chooseLogsFolder(given: string | undefined, folder: DataFolder): string {
  if (given !== undefined) return given;
  const record = readIfWhole(folder.loaded) as LoadRecord | null;
  if (record !== null && existsSync(record.folder)) return record.folder;
  mkdirSync(folder.sampleLogs, { recursive: true });
  return folder.sampleLogs;
}

/** The mapping of that folder: the given one, without it that of the last start with the same folder. */
export function chooseMapping(given: string | undefined, chosen: string, folder: DataFolder): string | null {
  const record = readIfWhole(folder.loaded) as LoadRecord | null;
  return given ?? (record?.folder === chosen ? (record.mapping ?? null) : null);
}

/** The next start without a folder takes this one, also when this start is killed before it loads anything. */
export function rememberLogsFolder(chosen: string, mapping: string | undefined, folder: DataFolder): void {
  if (readIfWhole(folder.loaded) !== null) return;
  const record: LoadRecord = { folder: chosen, mapping: mapping ?? null, finished: null };
  writePrivately(folder.loaded, record);
}

/**
 * Decides what to load from that folder. Sample logs and real ones are never in one database: its figures
 * would mean nothing.
 * @throws LauncherError when both would be mixed
 */
export function planLoad(
  chosen: string,
  givenMapping: string | undefined,
  folder: DataFolder,
  state: ArchiveSummary,
): LogSource {
  const record = readIfWhole(folder.loaded) as LoadRecord | null;
  const mapping = chooseMapping(givenMapping, chosen, folder);
  const holdsSample = state.synthetic;
  const holdsReal = state.archives > 0 && !holdsSample;
  if (chosen !== folder.sampleLogs) {
    const synthetic = holdsSampleLogs(chosen);
    if (synthetic ? holdsReal : holdsSample) {
      if (record?.folder === chosen && record.finished === null) rmSync(folder.loaded);
      throw mixed(synthetic);
    }
    return { folder: chosen, mapping, synthetic, generate: false, load: true };
  }
  const wasGiven = record !== null && record.folder !== folder.sampleLogs;
  const isOwn = !holdsReal && !(holdsSample && wasGiven);
  return { folder: chosen, mapping, synthetic: !holdsReal, generate: isOwn, load: isOwn };
}

function mixed(givenIsSynthetic: boolean): LauncherError {
  const [held, given] = givenIsSynthetic ? ['real logs', 'sample logs'] : ['sample logs', 'real ones'];
  return new LauncherError(
    `The database holds ${held}, which ${given} must not be mixed with: start with another data folder (--data DIR), remove the old one, or start without --logs and delete all its archives (docs/ingest.md#archives).`,
  );
}

/** Whether the same files were loaded before, into this database and not one that was removed since. */
export function isLoaded(record: LoadRecord | null, fingerprint: string, state: ArchiveSummary): boolean {
  return (
    record?.finished?.fingerprint === fingerprint &&
    state.archives >= record.finished.archives &&
    state.newest >= record.finished.newest
  );
}
