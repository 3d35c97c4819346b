import { GENERATOR_VERSION, readManifest, writeSampleLogs } from '#sample-logs';
import type { SampleOptions } from '../options/launcher-options.js';

/**
 * Makes the set of sample logs unless the folder holds exactly that set already.
 * @throws SampleLogsError with one sentence: foreign files in the folder, days in the wrong order
 */
export async function ensureSampleLogs(
  folder: string,
  { sampleWorld, sampleUsers, sampleSeed, sampleFrom, sampleTo }: SampleOptions,
  onProgress: (progress: { step: string; fraction: number }) => void,
  signal: AbortSignal,
): Promise<void> {
  const manifest = readManifest(folder);
  const isMade =
    manifest?.generatorVersion === GENERATOR_VERSION &&
    manifest.userCount === sampleUsers &&
    manifest.seed === sampleSeed &&
    manifest.firstDay === sampleFrom &&
    manifest.lastDay === sampleTo;
  if (isMade) return;
  await writeSampleLogs({
    directory: folder,
    world: sampleWorld,
    userCount: sampleUsers,
    firstDay: sampleFrom,
    lastDay: sampleTo,
    seed: sampleSeed,
    onProgress,
    signal,
  });
}
