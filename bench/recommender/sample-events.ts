import { Accounts } from '../../libs/sample-logs/src/accounts.js';
import { unixDay } from '#common/calendar';
import { Catalogue, catalogueSize } from '../../libs/sample-logs/src/catalogue.js';
import { DayEvents } from '../../libs/sample-logs/src/day-events.js';
import { PARTS, Period } from '../../libs/sample-logs/src/holes.js';
import { KeyedRandom } from '../../libs/sample-logs/src/keyed-random.js';
import { playSeconds } from '../../libs/sample-logs/src/play-seconds.js';
import { Population } from '../../libs/sample-logs/src/population.js';
import { Taste } from '../../libs/sample-logs/src/taste.js';
import { dampedWeight } from '../../apps/recommender-service/src/interactions/interaction-weight.js';
import { NOT_YET } from '../../apps/recommender-service/src/interactions/pair-table.js';
import type { PairTable } from '../../apps/recommender-service/src/interactions/pair-table.js';
import { PairCollector } from '../../test/support/fixtures/pair-collector.js';

const SEED = 1;
const FIRST_DAY = '2017-03-30';
const LAST_DAY = '2017-05-12';
/** As the settings of the service have them. */
const LEAST_SECONDS = 30;
const DOWNLOAD_WEIGHT = 2;

/**
 * A play or download of the generated logs, without going through archives and database: what the service
 * would have read.
 */
export interface SampleEvent {
  user: number;
  song: number;
  /** Counted from 0. */
  day: number;
  /** Share of the song heard; null for a download. */
  share: number | null;
}

/** Events of ordinary users with songs that are not ringtones, day by day. */
export function sampleEvents(userCount: number): SampleEvent[] {
  const period = new Period(unixDay(FIRST_DAY), unixDay(LAST_DAY));
  const population = new Population(SEED, userCount, period);
  const catalogue = new Catalogue(SEED, catalogueSize(userCount));
  const accounts = new Accounts(population);
  const random = new KeyedRandom(SEED);
  const events = new DayEvents(population, accounts, new Taste(catalogue, new KeyedRandom(SEED)));
  const found: SampleEvent[] = [];
  for (let day = 0; day < period.length; day++) {
    for (const part of PARTS) {
      events.collect(day, part);
      random.at(day, part, 77);
      const [plays, downloads] = events.lists;
      for (let n = 0; n < plays.length; n++) {
        const [user, song] = [plays.user[n]!, plays.song[n]!];
        const length = catalogue.seconds[song]!;
        if (user >= accounts.anonymous || length < LEAST_SECONDS) continue;
        const heard = playSeconds(random, length, accounts.patience(user));
        found.push({ user, song, day, share: Math.min(1, heard / length) });
      }
      for (let n = 0; n < downloads.length; n++) {
        const [user, song] = [downloads.user[n]!, downloads.song[n]!];
        if (catalogue.seconds[song]! < LEAST_SECONDS) continue;
        found.push({ user, song, day, share: null });
      }
    }
  }
  return found;
}

/** The singers of the songs of {@link sampleEvents}. */
export function singerOf(userCount: number): (song: number) => string {
  const catalogue = new Catalogue(SEED, catalogueSize(userCount));
  return (song) => catalogue.singer(song);
}

/** Pairs up to the day `until`, as before and after the day `cut`; ids are 1 and more. */
export function pairsOf(events: readonly SampleEvent[], cut: number, until: number): PairTable {
  const sums = new Map<number, { all: number; early: number; isEarly: boolean }>();
  for (const { user, song, day, share } of events) {
    if (day > until) continue;
    const key = user * 2 ** 21 + song;
    let pair = sums.get(key);
    if (pair === undefined) sums.set(key, (pair = { all: 0, early: 0, isEarly: false }));
    const weight = share ?? DOWNLOAD_WEIGHT;
    pair.all += weight;
    if (day > cut) continue;
    pair.early += weight;
    pair.isEarly = true;
  }
  const collector = new PairCollector();
  const rule = { logDamping: true };
  for (const [key, { all, early, isEarly }] of sums) {
    const song = key % 2 ** 21;
    const user = (key - song) / 2 ** 21;
    collector.add(1 + user, 1 + song, dampedWeight(all, rule), isEarly ? dampedWeight(early, rule) : NOT_YET);
  }
  return collector.finish();
}
