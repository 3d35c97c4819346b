import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unixDay } from '#common/calendar';
import { Accounts } from '../accounts.js';
import { bestReachable } from '../best-reachable.js';
import { dateOf } from '../calendar.js';
import { Catalogue, catalogueSize } from '../catalogue.js';
import { PARTS } from '../holes.js';
import { GENERATOR_VERSION } from '../manifest.js';
import type { SampleManifest } from '../manifest.js';
import { emptyTally } from '../play-dirt.js';
import { Population } from '../population.js';
import { SONG_TABLE, writeSongs } from '../tables.js';
import { Lake } from './lake.js';
import type { Stream } from './lake.js';
import { REGIONS } from './phones.js';
import { isOnlyPosted, isPosted, Posts } from './posts.js';
import { ServiceDays } from './service-days.js';
import { ServiceLog, trackOf } from './service-log.js';
import type { Logged } from './service-log.js';
import { Truth } from './truth.js';

/** Beside the logs, and none of them: names that begin with `_` are passed over. */
const WORLD_FOLDER = '_world';
/** The mapping in the folder of a set. */
export const ELSEWHERE_MAPPING = `${WORLD_FOLDER}/mapping.yaml`;

/** How the logs are read, as a user would write it. */
const MAPPING = `name: elsewhere
records: by-name
kind: { column: event, values: { play: play, save: download, search: search } }
user: listener
song: track
title: title
singer: artist
query: text
time: { first: [at, path.dt] }
seconds: { column: played_ms, unit: ms }
device: { column: client, contains: { Android: android, iPhone: ios, Mac: mac, Windows: windows-phone } }
closed: [saturday, 05-01]
`;

const LISTENING: readonly Stream[] = REGIONS.map(({ name, format }) => ({
  path: `plays/region=${name}`,
  format,
}));
const SEARCHES: Stream = { path: 'searches', format: 'jsonl.gz' };

/**
 * Writes the lake of a service elsewhere into a folder: its logs, and in `_world` the mapping that reads them,
 * the posts of the same days, what changes after the first load, and the right counts.
 * @param report is awaited after each day
 */
export async function writeElsewhere(
  folder: string,
  options: Pick<SampleManifest, 'seed' | 'userCount' | 'firstDay' | 'lastDay'>,
  report: (step: string, fraction: number) => Promise<void>,
): Promise<SampleManifest> {
  const { seed, userCount } = options;
  const [firstDay, lastDay] = [unixDay(options.firstDay), unixDay(options.lastDay)];
  const days = new ServiceDays(firstDay, lastDay);
  const population = new Population(seed, userCount, days.period);
  const catalogue = new Catalogue(seed, catalogueSize(userCount));
  const log = new ServiceLog(population, new Accounts(population), catalogue);
  const [truth, posts] = [new Truth(), new Posts()];
  const lake = new Lake(folder, truth);
  for (let day = firstDay; day <= lastDay; day++) {
    for (const part of PARTS) {
      for (const logged of log.of(day, part)) {
        const { kind, user } = logged.event;
        if (isPosted(user, day, lastDay)) {
          posts.add(logged);
          truth.add(logged, 'posted');
          if (isOnlyPosted(user)) continue;
        }
        if (kind !== 'search') lake.add(LISTENING[part - 1]!, logged);
        else lake.add(SEARCHES, datedByFolder(logged, day));
      }
    }
    // No zone is more than a day ahead of UTC: of the days before, everything has arrived or is late.
    lake.writeBefore(day);
    await report(`writing ${dateOf(day)}`, (0.95 * (day - firstDay)) / days.period.length);
  }
  lake.writeBefore(Infinity);
  const world = join(folder, WORLD_FOLDER);
  mkdirSync(world);
  writeFileSync(join(folder, ELSEWHERE_MAPPING), MAPPING);
  writeFileSync(join(world, 'posts.jsonl'), posts.lines());
  writeFileSync(join(world, 'changes.json'), `${JSON.stringify(lake.changes, null, 2)}\n`);
  writeFileSync(join(world, 'truth.csv'), truth.csv());
  const idOf = (song: number): string => trackOf(catalogue, song);
  writeSongs(folder, catalogue, { heard: log.heard, firstDay, idOf });
  await report('computing the best reachable churn prediction', 0.95);
  return {
    synthetic: true,
    generatorVersion: GENERATOR_VERSION,
    ...{ seed, userCount, firstDay: options.firstDay, lastDay: options.lastDay },
    archives: lake.files,
    catalogueSize: catalogue.size,
    events: truth.events,
    tables: [SONG_TABLE],
    holes: days.holes(),
    dirt: emptyTally(),
    serviceAccounts: { anonymousUserId: 0, botUserIds: [] },
    bestReachable: bestReachable(population),
    elsewhere: { closed: days.closed, rejected: truth.rejected },
  };
}

/** A search as its log has it: without a time, in the folder of its local day. */
function datedByFolder({ event, record: whole }: Logged, day: number): Logged {
  const { at: _, ...record } = whole;
  return { event: { ...event, day, arrived: day }, record };
}
