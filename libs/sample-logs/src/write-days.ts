import { spanDays, unixDay } from '#common/calendar';
import { compiledFile, runInThread } from '#common/threads';
import { availableParallelism } from 'node:os';
import { Accounts } from './accounts.js';
import { ArchiveWriter } from './archive-writer.js';
import { Catalogue, catalogueSize } from './catalogue.js';
import { DayEvents } from './day-events.js';
import { holeOf, KINDS, PARTS, Period } from './holes.js';
import type { EventKind, Part } from './holes.js';
import { KeyedRandom } from './keyed-random.js';
import type { SampleManifest } from './manifest.js';
import { emptyTally } from './play-dirt.js';
import { Population } from './population.js';
import { feedbackLines } from './tables.js';
import { Taste } from './taste.js';

type SetOptions = Pick<SampleManifest, 'seed' | 'userCount' | 'firstDay' | 'lastDay'>;

/** Some days of a set, counted from its first. */
export interface DaysTask extends SetOptions {
  readonly directory: string;
  readonly days: readonly number[];
}

export type WrittenDays = Pick<
  SampleManifest,
  'archives' | 'events' | 'dirt' | 'catalogueSize' | 'serviceAccounts'
> & {
  /** 1 for each song of the catalogue with a play or download. */
  heard: Uint8Array;
  /** What users said of songs, by day. */
  said: [day: number, lines: string][];
};

const WORKER = compiledFile('./write-days.worker.js', import.meta.url);
/** Fewer users are written sooner than a thread has its modules. */
const FEWEST_USERS = 5_000;
/** Each thread has all users and songs in memory. */
const MOST_THREADS = 4;

/**
 * Writes all archives of a set, those of large sets in threads, each some of the days.
 * @param onPart called after each part of a day
 */
export async function writeAllDays(
  options: Omit<DaysTask, 'days'>,
  onPart: (day: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<WrittenDays> {
  const days = [...Array(spanDays(options.firstDay, options.lastDay)).keys()];
  const threads =
    options.userCount < FEWEST_USERS ? 1 : Math.min(MOST_THREADS, availableParallelism(), days.length);
  if (threads === 1) return await writeDays({ ...options, days }, onPart);
  const stop = new AbortController();
  const signals = AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])]);
  const onWord = (day: unknown) => void onPart(day as number).catch(() => undefined);
  const running = Array.from({ length: threads }, (_, thread) => {
    const task = { ...options, days: days.filter((day) => day % threads === thread) };
    return runInThread<WrittenDays>(WORKER, task, { signal: signals, onWord });
  });
  try {
    return (await Promise.all(running)).reduce((all, some) => ({
      ...some,
      archives: all.archives + some.archives,
      events: summed(all.events, some.events),
      dirt: summed(all.dirt, some.dirt),
      heard: all.heard.map((isHeard, song) => isHeard | some.heard[song]!),
      said: [...all.said, ...some.said].sort(([a], [b]) => a - b),
    }));
  } finally {
    stop.abort();
    await Promise.allSettled(running);
  }
}

function summed<Counts extends Record<string, number>>(all: Counts, some: Counts): Counts {
  return Object.fromEntries(
    Object.entries(all).map(([name, count]) => [name, count + some[name]!]),
  ) as Counts;
}

export function populationOf({ seed, userCount, firstDay, lastDay }: SetOptions): Population {
  return new Population(seed, userCount, new Period(unixDay(firstDay), unixDay(lastDay)));
}

/**
 * Writes the archives of some days, which are the same whatever others are written.
 * @param onPart awaited after each part of a day
 */
export async function writeDays(
  { directory, days, ...options }: DaysTask,
  onPart: (day: number) => Promise<void> | void,
): Promise<WrittenDays> {
  const { seed, userCount } = options;
  const population = populationOf(options);
  const { period } = population;
  const catalogue = new Catalogue(seed, catalogueSize(userCount));
  const accounts = new Accounts(population);
  const list = new DayEvents(population, accounts, new Taste(catalogue, new KeyedRandom(seed)));
  const dirt = emptyTally();
  const writer = new ArchiveWriter(directory, seed, catalogue, accounts, dirt);
  const events = { play: 0, download: 0, search: 0 };
  const heard = new Uint8Array(catalogue.size);
  const said: WrittenDays['said'] = [];
  const taste = new Taste(catalogue, new KeyedRandom(seed));
  let archives = 0;
  for (const day of days) {
    for (const part of PARTS) {
      list.collect(day, part);
      for (const [k, kind] of KINDS.entries()) {
        if (isMissing(period, day, part, kind)) continue;
        const isFirst = firstOf(period, kind) === `${day} ${part}`;
        await writer.write(period.firstDay + day, part, kind, list.lists[k]!, isFirst);
        events[kind] += list.lists[k]!.length;
        if (kind !== 'search') for (const song of list.lists[k]!.song) heard[song] = 1;
        archives++;
      }
      const onDay = period.firstDay + day;
      // Where plays are missing no user says anything: who was there must be seen by the archives alone.
      if (holeOf(onDay, part, 'play') === undefined)
        said.push([
          day,
          feedbackLines({ seed, plays: list.lists[0], day: onDay, part }, population, taste, catalogue),
        ]);
      await onPart(day);
    }
  }
  const serviceAccounts = { anonymousUserId: 0, botUserIds: accounts.botUids() } as const;
  return { archives, events, dirt, catalogueSize: catalogue.size, serviceAccounts, heard, said };
}

function isMissing(period: Period, day: number, part: Part, kind: EventKind): boolean {
  return holeOf(period.firstDay + day, part, kind)?.state === 'missing';
}

/** Day and part of the first archive of a kind. */
function firstOf(period: Period, kind: EventKind): string | undefined {
  for (let day = 0; day < period.length; day++)
    for (const part of PARTS) if (!isMissing(period, day, part, kind)) return `${day} ${part}`;
  return undefined;
}
