import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Accounts } from './accounts.js';
import { ArchiveWriter } from './archive-writer.js';
import { bestReachable } from './best-reachable.js';
import { dateOf, parseDay } from './calendar.js';
import { Catalogue, catalogueSize } from './catalogue.js';
import { DayEvents } from './day-events.js';
import { holeOf, holesBetween, KINDS, PARTS, Period } from './holes.js';
import { KeyedRandom } from './keyed-random.js';
import type { SampleManifest } from './manifest.js';
import { GENERATOR_VERSION, MANIFEST_NAME } from './manifest.js';
import { emptyTally } from './play-dirt.js';
import { Population } from './population.js';
import { explainFileError, SampleLogsError } from './sample-logs-error.js';
import { SetFolder } from './set-folder.js';
import { Taste } from './taste.js';

const MOST_USERS = 600_000;
const MOST_DAYS = 1000;

export interface SampleLogsOptions {
  /** Folder of the set; made, or replaced when it holds sample logs already. */
  directory: string;
  /** Ordinary users, 100 to 600,000; bots and the anonymous pool are added. */
  userCount: number;
  /** First and last day, 'YYYY-MM-DD', at most 1000 days apart. */
  firstDay: string;
  lastDay: string;
  /** A whole number from 0 to 2^53 - 1. Same options, same bytes. */
  seed: number;
  onProgress?: (progress: { step: string; fraction: number }) => void;
  signal?: AbortSignal;
}

function checkedPeriod(options: SampleLogsOptions): Period {
  const invalid = (message: string): SampleLogsError => new SampleLogsError('invalid_option', message);
  const { userCount, seed } = options;
  if (!Number.isInteger(userCount) || userCount < 100 || userCount > MOST_USERS) {
    throw invalid(`The number of users must be a whole number from 100 to ${MOST_USERS}.`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) throw invalid('The seed must be a whole number, 0 or larger.');
  try {
    const period = new Period(parseDay(options.firstDay), parseDay(options.lastDay));
    if (period.length <= MOST_DAYS) return period;
  } catch (error) {
    if (error instanceof RangeError) throw invalid(`${capital(error.message)}.`);
    throw error;
  }
  throw invalid(`The period must not be longer than ${MOST_DAYS} days.`);
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/**
 * Writes a set of synthetic raw archives, in the format, with the dirt and with the holes of the original
 * ones, and `manifest.json` next to them. Everything is written into a neighbouring folder that is renamed
 * when complete. Other work of the thread runs between archives (30 ms of work at 20,000 users), so a caller
 * can show progress.
 * @throws SampleLogsError for bad options, a folder with other files, a full disk or when cancelled by the
 *   signal
 */
export async function writeSampleLogs(options: SampleLogsOptions): Promise<SampleManifest> {
  const period = checkedPeriod(options);
  const folder = new SetFolder(options.directory);
  try {
    folder.open();
    const manifest = await writeSet(folder.draft, options, period);
    writeFileSync(join(folder.draft, MANIFEST_NAME), `${JSON.stringify(manifest, null, 2)}\n`);
    folder.publish();
    return manifest;
  } catch (error) {
    folder.discard();
    throw explainFileError(error, folder.final);
  }
}

async function writeSet(
  directory: string,
  options: SampleLogsOptions,
  period: Period,
): Promise<SampleManifest> {
  const { userCount, seed, signal } = options;
  const report = async (step: string, fraction: number): Promise<void> => {
    options.onProgress?.({ step, fraction });
    await nextTurn();
    if (signal?.aborted) {
      throw new SampleLogsError('cancelled', 'Making sample logs was cancelled.', { cause: signal.reason });
    }
  };
  await report('drawing users and songs', 0);
  const population = new Population(seed, userCount, period);
  const catalogue = new Catalogue(seed, catalogueSize(userCount));
  const accounts = new Accounts(population);
  const events = new DayEvents(population, accounts, new Taste(catalogue, new KeyedRandom(seed)));
  const dirt = emptyTally();
  const writer = new ArchiveWriter(directory, seed, catalogue, accounts, dirt);
  const counts = { play: 0, download: 0, search: 0 };
  const begun = new Set<string>();
  let archives = 0;
  for (let day = 0; day < period.length; day++) {
    for (const part of PARTS) {
      events.collect(day, part);
      for (const [k, kind] of KINDS.entries()) {
        if (holeOf(period.firstDay + day, part, kind)?.state === 'missing') continue;
        await writer.write(period.firstDay + day, part, kind, events.lists[k]!, !begun.has(kind));
        begun.add(kind);
        counts[kind] += events.lists[k]!.length;
        archives++;
      }
      await report(
        `writing ${dateOf(period.firstDay + day)}`,
        (0.95 * (day * 3 + part)) / (period.length * 3),
      );
    }
  }
  await report('computing the best reachable churn prediction', 0.95);
  const best = bestReachable(population);
  await report('done', 1);
  return {
    synthetic: true,
    generatorVersion: GENERATOR_VERSION,
    seed,
    userCount,
    firstDay: options.firstDay,
    lastDay: options.lastDay,
    archives,
    catalogueSize: catalogue.size,
    events: counts,
    holes: holesBetween(period.firstDay, period.lastDay),
    dirt,
    serviceAccounts: { anonymousUserId: 0, botUserIds: accounts.botUids() },
    bestReachable: best,
  };
}
