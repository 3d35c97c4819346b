import type { SampleManifest } from '#sample-logs';
import { GENERATOR_VERSION, readManifest, SampleLogsError, writeSampleLogs } from '#sample-logs';
import { LauncherError } from '../launcher-error.js';
import type { SampleOptions } from '../options/launcher-options.js';

/**
 * Makes the set of sample logs unless the folder holds exactly that set already.
 * @returns false when nothing had to be made
 * @throws LauncherError with one sentence: a full disk, foreign files in the folder, days in the wrong order
 */
export async function ensureSampleLogs(
  folder: string,
  sample: SampleOptions,
  onProgress: (progress: { step: string; fraction: number }) => void,
  signal: AbortSignal,
): Promise<boolean> {
  if (isSameSet(readManifest(folder), sample)) return false;
  try {
    await writeSampleLogs({
      directory: folder,
      userCount: sample.sampleUsers,
      firstDay: sample.sampleFrom,
      lastDay: sample.sampleTo,
      seed: sample.sampleSeed,
      onProgress,
      signal,
    });
    return true;
  } catch (error) {
    if (!(error instanceof SampleLogsError)) throw error;
    const advice = error.code === 'disk_full' ? ' Free some space and start again.' : '';
    throw new LauncherError(`${error.message}${advice}`, { cause: error });
  }
}

/** Whether a set was made by this version of the generator with these options. */
function isSameSet(
  manifest: Partial<SampleManifest> | null,
  { sampleUsers, sampleSeed, sampleFrom, sampleTo }: SampleOptions,
): boolean {
  return (
    manifest?.generatorVersion === GENERATOR_VERSION &&
    manifest.userCount === sampleUsers &&
    manifest.seed === sampleSeed &&
    manifest.firstDay === sampleFrom &&
    manifest.lastDay === sampleTo
  );
}
