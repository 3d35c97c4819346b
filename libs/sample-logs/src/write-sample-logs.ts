import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isCalendarDay, spanDays, unixDay } from '#common/calendar';
import { bestReachable } from './best-reachable.js';
import { dateOf } from './calendar.js';
import { Catalogue, catalogueSize } from './catalogue.js';
import { writeElsewhere } from './elsewhere/write-elsewhere.js';
import { holesBetween } from './holes.js';
import type { SampleManifest } from './manifest.js';
import { GENERATOR_VERSION, MANIFEST_NAME } from './manifest.js';
import { SampleLogsError, SetFolder } from './set-folder.js';
import { writeSubscriptions } from './subscriptions.js';
import { writeTables } from './tables.js';
import { populationOf, writeAllDays } from './write-days.js';

/** The worlds that logs can be of, with the fewest users of each: Music Box, and another service. */
export const SAMPLE_WORLDS = { 'music-box': 100, elsewhere: 30 } as const;
export type SampleWorld = keyof typeof SAMPLE_WORLDS;

const MOST_USERS = 600_000;
const MOST_DAYS = 1000;

export interface SampleLogsOptions {
  /** Folder of the set; made, or replaced when it holds sample logs already. */
  directory: string;
  /** Default: that of Music Box. */
  world?: SampleWorld;
  /** Ordinary users, 100 (elsewhere 30) to 600,000; Music Box has bots and the anonymous pool, too. */
  userCount: number;
  /** First and last day, 'YYYY-MM-DD', at most 1000 days apart. */
  firstDay: string;
  lastDay: string;
  /** A whole number from 0 to 2^53 - 1. Same options, same bytes. */
  seed: number;
  onProgress?: (progress: { step: string; fraction: number }) => void;
  signal?: AbortSignal;
}

/** What is wrong with the options, in a sentence; null: nothing. */
function wrongOption(options: SampleLogsOptions): string | null {
  const { userCount, seed, firstDay, lastDay, world = 'music-box' } = options;
  const least = SAMPLE_WORLDS[world];
  if (!Number.isInteger(userCount) || userCount < least || userCount > MOST_USERS)
    return `The number of users must be a whole number from ${least} to ${MOST_USERS}.`;
  if (!Number.isSafeInteger(seed) || seed < 0) return 'The seed must be a whole number, 0 or larger.';
  if (![firstDay, lastDay].every(isCalendarDay))
    return `"${firstDay}" or "${lastDay}" is not a date of the form YYYY-MM-DD.`;
  if (lastDay < firstDay) return 'The last day lies before the first day.';
  if (spanDays(firstDay, lastDay) <= MOST_DAYS) return null;
  return `The period must not be longer than ${MOST_DAYS} days.`;
}

/**
 * Writes a set of synthetic raw archives, in the format, with the dirt and with the holes of the original ones, or
 * the lake of the service elsewhere, and `manifest.json` next to them. Everything is written into a neighbouring
 * folder that is renamed when complete. Other work of the thread runs between archives (30 ms of work at 20,000
 * users), so a caller can show progress.
 * @throws SampleLogsError for bad options or a folder with other files, the reason of the signal, and what the
 *   file system refuses
 */
export async function writeSampleLogs(options: SampleLogsOptions): Promise<SampleManifest> {
  const wrong = wrongOption(options);
  if (wrong !== null) throw new SampleLogsError(wrong);
  const folder = new SetFolder(options.directory);
  try {
    folder.open();
    const manifest = await writeSet(folder.draft, options);
    writeFileSync(join(folder.draft, MANIFEST_NAME), `${JSON.stringify(manifest, null, 2)}\n`);
    folder.publish();
    return manifest;
  } catch (error) {
    folder.discard();
    throw error;
  }
}

async function writeSet(directory: string, options: SampleLogsOptions): Promise<SampleManifest> {
  const { userCount, seed, firstDay, lastDay, signal } = options;
  const report = async (step: string, fraction: number): Promise<void> => {
    options.onProgress?.({ step, fraction });
    await nextTurn();
    signal?.throwIfAborted();
  };
  await report('drawing users and songs', 0);
  if (options.world === 'elsewhere') return await writeElsewhere(directory, options, report);
  let parts = 0;
  const days = spanDays(firstDay, lastDay);
  const set = { directory, seed, userCount, firstDay, lastDay };
  const onPart = (day: number) =>
    report(`writing ${dateOf(unixDay(firstDay) + day)}`, (0.95 * parts++) / (3 * days));
  const { archives, events, dirt, heard, said, ...made } = await writeAllDays(set, onPart, signal);
  const lines = said.map(([, ofPart]) => ofPart);
  const catalogue = new Catalogue(seed, catalogueSize(userCount));
  const tables = writeTables(directory, catalogue, { heard, said: lines, firstDay: unixDay(firstDay) });
  await report('computing the best reachable churn prediction', 0.95);
  const population = populationOf(set);
  const best = bestReachable(population);
  await report('done', 1);
  return {
    synthetic: true,
    generatorVersion: GENERATOR_VERSION,
    seed,
    userCount,
    firstDay,
    lastDay,
    archives,
    catalogueSize: made.catalogueSize,
    events,
    tables,
    facts: writeSubscriptions(directory, population),
    holes: holesBetween(unixDay(firstDay), unixDay(lastDay)),
    dirt,
    serviceAccounts: made.serviceAccounts,
    bestReachable: best,
  };
}
