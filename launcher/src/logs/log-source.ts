import { existsSync, mkdirSync, rmSync } from 'node:fs';
import type { ArchiveSummary } from '#clients';
import { holdsSampleLogs } from '#sample-logs';
import type { DataFolder } from '../data-folder/data-folder.js';
import { readIfWhole, writePrivately } from '../data-folder/data-folder.js';
import { LauncherError } from '../launcher-error.js';
import type { LauncherOptions } from '../options/launcher-options.js';

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
 * The logs that the services read, and what reads them: the given ones, without them those of the last start,
 * else sample logs. Given ones are recorded where none were before: the next start without a folder takes them,
 * also when this one is killed before it loads anything.
 */
export function chooseLogs(
  given: Pick<LauncherOptions, 'logs' | 'mapping'>,
  folder: DataFolder,
): Pick<LogSource, 'folder' | 'mapping'> {
  const record = readIfWhole(folder.loaded) as LoadRecord | null;
  const last = record !== null && existsSync(record.folder) ? record.folder : folder.sampleLogs;
  const chosen = given.logs ?? last;
  const mapping = given.mapping ?? (record?.folder === chosen ? (record.mapping ?? null) : null);
  if (chosen === folder.sampleLogs) mkdirSync(chosen, { recursive: true });
  else if (record === null) {
    const begun: LoadRecord = { folder: chosen, mapping, finished: null };
    writePrivately(folder.loaded, begun);
  }
  return { folder: chosen, mapping };
}

/**
 * Decides what to load of the chosen logs. Sample logs and real ones are never in one database: its figures
 * would mean nothing.
 * @throws LauncherError when both would be mixed
 */
export function planLoad(
  { folder: chosen, mapping }: Pick<LogSource, 'folder' | 'mapping'>,
  folder: DataFolder,
  state: ArchiveSummary,
): LogSource {
  const record = readIfWhole(folder.loaded) as LoadRecord | null;
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
