import type { Database } from '#common';
import { SeededRandom } from '#ml';
import { featureCatalogue } from '../../../apps/churn-service/src/dataset/feature-catalogue.js';
import type { FeatureTable } from '../../../apps/churn-service/src/dataset/feature-table.js';
import { FactsRepository } from '../../../apps/churn-service/src/dataset/facts.repository.js';
import { FeaturesRepository } from '../../../apps/churn-service/src/dataset/features.repository.js';
import { Encoding } from '../../../apps/churn-service/src/model/encoding.js';
import type { EventKind } from '../../../apps/churn-service/src/event-kinds.js';
import { setImmediate } from 'node:timers/promises';
import { populationFeatures } from '../../support/population-features.js';
import { useTestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import { HISTORY_DAYS, recomputedFeatures } from './recomputed-features.js';
import { createDays, dayAfter, daysBetween, insertUserDays, userDay } from './user-days.js';
import type { UserDay } from './user-days.js';

const FIRST = '1997-02-20';
const LAST = '1997-05-12';
const SNAPSHOT = '1997-04-28';
const catalogue = featureCatalogue({ featureDays: 30, historyDays: HISTORY_DAYS });

const testDatabase = useTestDatabase();
let database: Database;
let repository: FeaturesRepository;

beforeAll(async () => {
  ({ database } = testDatabase);
  repository = new FeaturesRepository(database, new FactsRepository(database));
  await createDays(database, FIRST, LAST);
});

beforeEach(async () => {
  await database.query('TRUNCATE user_day');
  await database.query('DELETE FROM excluded_user WHERE user_id <> 0');
});

/** With all days that features look at complete. */
const at = (snapshotDate: string) => ({ snapshotDate, incomplete: [] });

function byUser(table: FeatureTable): Map<string, Record<string, number | null>> {
  const width = catalogue.features.length;
  return new Map(
    Array.from(table.userIds, (userId, i) => [
      userId.toString(),
      Object.fromEntries(
        catalogue.features.map(({ name }, j) => {
          const value = table.values[i * width + j]!;
          return [name, Number.isNaN(value) ? null : value];
        }),
      ),
    ]),
  );
}

async function featuresOf(userId: bigint, snapshotDate = SNAPSHOT): Promise<Record<string, number | null>> {
  const users = byUser(await repository.ofUsers(catalogue, at(snapshotDate), [userId.toString()]));
  return users.get(userId.toString())!;
}

/** Some plays are of unknown length, on some days all. */
function randomCompletion(random: SeededRandom, plays: number) {
  const completionCount = random.int(3) === 0 ? 0 : random.int(plays + 1);
  return { completionCount, completionSum: random.int(8 * completionCount + 1) / 8 };
}

/** One of so many favourites, or any song; ids beyond 53 bits among them. */
function randomSong(random: SeededRandom, favourites: number): bigint {
  if (random.int(3) > 0) return BigInt(random.int(favourites));
  return (BigInt(random.int(2 ** 31)) << 31n) + BigInt(random.int(2 ** 31));
}

/** A hash of a singer for each play; of few users' days none is known. */
function randomSingers(random: SeededRandom, plays: number, favourites: number): number[] | null {
  if (random.int(50) === 0) return null;
  return Array.from({ length: plays }, () =>
    random.int(3) > 0 ? random.int(favourites) : random.int(65_536) - 32_768,
  );
}

/** Sparse, heavy-tailed days of many users, ids beyond 32 bits among them, some days without any event. */
function randomUserDays(seed: number, users: number): UserDay[] {
  const random = new SeededRandom(seed);
  const days = daysBetween(FIRST, LAST);
  const rows: UserDay[] = [];
  for (let u = 0; u < users; u++) {
    const userId = u % 5 === 0 ? 2n ** 53n + BigInt(u) : BigInt(12_333 + u);
    const active = random.next() ** 3;
    const favourites = 2 + random.int(60);
    for (const day of days) {
      if (random.next() > active) continue;
      const plays = random.int(3) === 0 ? 0 : Math.floor(Math.exp(1.5 * random.normal()));
      rows.push({
        userId,
        day,
        device: random.int(8) === 0 ? null : random.int(5),
        plays,
        downloads: random.int(6) === 0 ? random.int(9) : 0,
        searches: random.int(4) === 0 ? random.int(9) : 0,
        feedback: random.int(5) === 0 ? random.int(4) : 0,
        playSeconds: plays * random.int(300),
        fullPlays: random.int(plays + 1),
        ...randomCompletion(random, plays),
        songs: Array.from({ length: plays }, () => randomSong(random, favourites)),
        singers: randomSingers(random, plays, favourites),
        nightPlays: random.int(3) === 0 ? null : random.int(plays + 1),
      });
    }
  }
  return rows;
}

describe('features', () => {
  it('equal a plain recomputation at any snapshot date', async () => {
    const rows = randomUserDays(1, 260);
    await insertUserDays(database, rows);
    const excluded = new Set([12_334n, 12_336n]);
    await database.query(`INSERT INTO excluded_user (user_id, reason) SELECT unnest($1::bigint[]), 'test'`, [
      [...excluded].map(String),
    ]);
    const holesOf: Record<string, string[]> = {
      [LAST]: ['1997-03-20', '1997-04-30', '1997-05-03', '1997-05-04', '1997-05-11'],
      '1997-04-15': daysBetween('1997-03-01', '1997-04-14'),
      [SNAPSHOT]: daysBetween('1997-04-22', SNAPSHOT),
    };
    let compared = 0;
    const singers: (number | null)[] = [];
    for (const snapshotDate of [
      '1997-02-28',
      '1997-03-01',
      '1997-03-26',
      '1997-03-31',
      '1997-04-15',
      SNAPSHOT,
      LAST,
    ]) {
      const holes = holesOf[snapshotDate] ?? [];
      const expected = recomputedFeatures(rows, excluded, snapshotDate, holes);
      const table = await populationFeatures(database, catalogue, { snapshotDate, incomplete: holes });
      expect(byUser(table)).toEqual(expected);
      expect([...table.userIds]).toEqual([...table.userIds].sort((a, b) => (a < b ? -1 : 1)));
      compared += expected.size;
      singers.push(...[...expected.values()].map((features) => features['distinct_singers_last_30']!));
    }
    expect(singers.filter((value) => value === null).length).toBeGreaterThan(50);
    expect(singers.filter((value) => value !== null && value > 5).length).toBeGreaterThan(50);
    expect(compared).toBeGreaterThan(1000);
  });

  it('of one user are those the user has among everybody', async () => {
    await insertUserDays(database, randomUserDays(2, 60));
    const days = { snapshotDate: SNAPSHOT, incomplete: ['1997-04-20', '1997-04-27'] };
    const all = byUser(await populationFeatures(database, catalogue, days));
    const asked = [...all.keys()].slice(0, 20);
    const some = byUser(await repository.ofUsers(catalogue, days, [...asked, '999999999']));
    expect(some).toEqual(new Map([...all].filter(([userId]) => asked.includes(userId))));
  });

  it('of one user see days that were added after their statement was planned', async () => {
    await insertUserDays(database, [userDay(5n, LAST, { plays: 2 })]);
    expect((await featuresOf(5n, LAST))['freq_P_last_1']).toBe(2);
    const next = dayAfter(LAST, 1);
    await createDays(database, next, next);
    await insertUserDays(database, [userDay(5n, next, { plays: 7 })]);
    expect(await featuresOf(5n, next)).toMatchObject({ freq_P_last_1: 7, freq_P_last_3: 9 });
  });

  it('do not move whatever happens after the snapshot date', async () => {
    await insertUserDays(database, randomUserDays(3, 100));
    const before = byUser(await populationFeatures(database, catalogue, at(SNAPSHOT)));
    expect(before.size).toBeGreaterThan(50);
    const unchanged = async () => {
      expect(byUser(await populationFeatures(database, catalogue, at(SNAPSHOT)))).toEqual(before);
    };
    const future = `day > DATE '${SNAPSHOT}'`;

    await database.query(`UPDATE user_day SET plays = plays * 7 + 3, downloads = 50, searches = 9, feedback = 9, play_seconds = 9999,
      full_plays = 77, completion_sum = 0.5, completion_count = 50, distinct_songs = 60, night_plays = 3, song_sketch = ~0::bit(256), singer_sketch = ~0::bit(256), device = 2 WHERE ${future}`);
    await unchanged();
    await database.query(`UPDATE user_day SET singer_sketch = NULL WHERE ${future}`);
    await unchanged();
    // Every later event a day later still, the last day's dropped.
    await database.query(`DELETE FROM user_day WHERE day = DATE '${LAST}'`);
    for (const day of daysBetween(dayAfter(SNAPSHOT, 1), dayAfter(LAST, -1)).reverse()) {
      await database.query('UPDATE user_day SET day = day + 1 WHERE day = $1', [day]);
    }
    await unchanged();
    await database.query(`DELETE FROM user_day WHERE ${future}`);
    await unchanged();
    await insertUserDays(
      database,
      [...before.keys()].map((userId) =>
        userDay(BigInt(userId), dayAfter(SNAPSHOT, 1), { downloads: 5, searches: 5 }),
      ),
    );
    await insertUserDays(database, [userDay(77_777n, dayAfter(SNAPSHOT, 1))]);
    await unchanged();
  });
});

describe('the history of a user', () => {
  it('begins before the feature window, and ends on the snapshot date as that does', async () => {
    await insertUserDays(database, [
      userDay(5n, dayAfter(SNAPSHOT, -HISTORY_DAYS), { plays: 1000 }),
      userDay(5n, dayAfter(SNAPSHOT, 1 - HISTORY_DAYS), { plays: 100 }),
      userDay(5n, SNAPSHOT, { plays: 10 }),
      userDay(5n, dayAfter(SNAPSHOT, 1), { plays: 1 }),
    ]);
    expect(await featuresOf(5n)).toMatchObject({
      freq_P_last_30: 10,
      [`freq_P_last_${HISTORY_DAYS}`]: 110,
      [`active_days_last_${HISTORY_DAYS}`]: 2,
      days_from_first_event: HISTORY_DAYS - 1,
    });
  });

  it('does not make a member of who has been silent all through the feature window', async () => {
    await insertUserDays(database, [userDay(5n, dayAfter(SNAPSHOT, -30))]);
    expect(await featuresOf(5n)).toBeUndefined();
  });

  it('tells regular from irregular visits, and knows no gap of who came once', async () => {
    const visits = (userId: bigint, ago: number[]) =>
      ago.map((days) => userDay(userId, dayAfter(SNAPSHOT, -days)));
    await insertUserDays(database, [
      ...visits(5n, [50, 43, 36, 29, 22]),
      ...visits(6n, [50, 49, 48, 47, 22]),
      ...visits(7n, [3]),
    ]);
    expect(await featuresOf(5n)).toMatchObject({ mean_gap: 7, active_weeks: 5 });
    expect(await featuresOf(6n)).toMatchObject({ mean_gap: 7, active_weeks: 3 });
    expect(await featuresOf(7n)).toMatchObject({ mean_gap: null, active_weeks: 1 });
  });
});

describe('days that are not complete', () => {
  it('are no visits missed, and no weeks away', async () => {
    const holes = [4, 5, 8, 9, 12, 15, 18, 21, 24, 25, 28, 29, 33, 40, 47].map((ago) =>
      dayAfter(SNAPSHOT, -ago),
    );
    const complete = daysBetween(dayAfter(SNAPSHOT, 1 - HISTORY_DAYS), SNAPSHOT).filter(
      (day) => !holes.includes(day),
    );
    const comes = (userId: bigint, days: string[], silent: number) =>
      days.slice(0, days.length - silent).map((day) => userDay(userId, day));
    const all = daysBetween(dayAfter(SNAPSHOT, 1 - HISTORY_DAYS), SNAPSHOT);
    await insertUserDays(database, [...comes(5n, complete, 4), ...comes(6n, all, 4)]);
    const encoding = new Encoding(catalogue);
    const of = async (userId: bigint, incomplete: string[]) => {
      const days = { snapshotDate: SNAPSHOT, incomplete: incomplete.toSorted() };
      const values = encoding.valuesOf(
        (await repository.ofUsers(catalogue, days, [userId.toString()])).values,
      );
      return (name: string) => values[encoding.quantities.findIndex((quantity) => quantity.name === name)]!;
    };
    const [holed, whole] = [await of(5n, holes), await of(6n, [])];
    // Four days missed by who else came on all 14 others of 18, and on 26 of 30.
    expect(holed('missed_visits')).toBeCloseTo((4 * 14) / 18, 5);
    expect(whole('missed_visits')).toBeCloseTo((4 * 26) / 30, 5);
    expect([holed('active_weeks_share'), whole('active_weeks_share')]).toEqual([1, 1]);
  });
});

describe('the population', () => {
  it('can be narrowed to users with enough days of some kinds, in the feature window', async () => {
    const only = { plays: 0, playSeconds: 0, fullPlays: 0 };
    await insertUserDays(database, [
      userDay(1n, SNAPSHOT),
      userDay(2n, SNAPSHOT),
      userDay(2n, '1997-04-01'),
      userDay(3n, SNAPSHOT),
      userDay(3n, '1997-03-29'),
      userDay(4n, SNAPSHOT, { ...only, searches: 3 }),
      userDay(4n, '1997-04-27', { ...only, searches: 3 }),
    ]);
    const users = async (kinds: EventKind[], minDays: number) =>
      [...(await populationFeatures(database, catalogue, at(SNAPSHOT), { kinds, minDays })).userIds].map(
        Number,
      );
    expect(await users(['play', 'download', 'search'], 1)).toEqual([1, 2, 3, 4]);
    expect(await users(['play'], 1)).toEqual([1, 2, 3]);
    expect(await users(['play'], 2)).toEqual([2]);
    expect(await users(['search', 'download'], 2)).toEqual([4]);
  });
});

/** Mistakes that published solutions of this task have made. */
describe('known mistakes', () => {
  it('a mean is not the mean of daily means, and unknown is not zero', async () => {
    await insertUserDays(database, [
      userDay(5n, dayAfter(SNAPSHOT, -10), { plays: 30, completionSum: 3, completionCount: 12 }),
      userDay(5n, SNAPSHOT, { plays: 4, completionSum: 3, completionCount: 4 }),
      userDay(6n, SNAPSHOT, { plays: 9, completionSum: 0, completionCount: 0 }),
    ]);
    expect(await featuresOf(5n)).toMatchObject({
      mean_completion_last_7: 0.75,
      mean_completion_last_30: 6 / 16,
    });
    expect(await featuresOf(6n)).toMatchObject({
      mean_completion_last_7: null,
      mean_completion_last_30: null,
    });
  });

  it('different songs of a window are no sum over its days', async () => {
    const [one, two, three] = [11n, 2n ** 62n + 5n, 1_000_000_000_001n];
    await insertUserDays(database, [
      userDay(5n, dayAfter(SNAPSHOT, -20), { plays: 3, songs: [one, two, two] }),
      userDay(5n, dayAfter(SNAPSHOT, -3), { plays: 2, songs: [one, two] }),
      userDay(5n, SNAPSHOT, { plays: 2, songs: [three, one] }),
      userDay(6n, SNAPSHOT, { plays: 0, searches: 1, songs: [] }),
      // More songs than the sketch can tell apart, all on one day: they were counted.
      userDay(7n, SNAPSHOT, { plays: 3000, songs: Array.from({ length: 3000 }, (_, i) => BigInt(i)) }),
    ]);
    expect(await featuresOf(5n)).toMatchObject({
      song_days_last_7: 4,
      distinct_songs_last_7: 3,
      song_days_last_30: 6,
      distinct_songs_last_30: 3,
    });
    expect(await featuresOf(6n)).toMatchObject({ distinct_songs_last_7: 0, distinct_songs_last_30: 0 });
    expect(await featuresOf(7n)).toMatchObject({ distinct_songs_last_7: 3000, distinct_songs_last_30: 3000 });
  });

  it.each([10, 50, 200, 600, 1000])(
    'different songs are estimated as well as linear counting can: %d',
    async (n) => {
      const users = 100;
      const random = new SeededRandom(n);
      // Each song on two days, so that neither bound helps.
      const rows = Array.from({ length: users }, (_, u) => {
        const songs = Array.from({ length: n }, () => BigInt(random.int(2 ** 31)));
        return [0, 1, 2].map((ago) =>
          userDay(BigInt(1 + u), dayAfter(SNAPSHOT, -ago), {
            plays: n,
            songs: songs.filter((_, i) => (i + ago) % 3 > 0),
          }),
        );
      });
      await insertUserDays(database, rows.flat());
      const estimates = [...byUser(await populationFeatures(database, catalogue, at(SNAPSHOT))).values()].map(
        (features) => features['distinct_songs_last_30']!,
      );
      const error = (m: number) => Math.sqrt(256 * (Math.exp(m / 256) - m / 256 - 1)) / m;
      const mean = estimates.reduce((sum, value) => sum + value, 0) / users;
      const spread = Math.sqrt(estimates.reduce((sum, value) => sum + (value - n) ** 2, 0) / users) / n;
      // Rounding to whole songs comes on top, and for full sketches a bias of some percent.
      expect(Math.abs(mean / n - 1)).toBeLessThan((4 * error(n)) / Math.sqrt(users) + 0.02 + 0.5 / n);
      expect(spread).toBeLessThan(1.35 * error(n) + 0.5 / n);
    },
  );

  it('a singer heard on two days counts once, and not knowing the singers is not having none', async () => {
    const silent = { plays: 0, searches: 1, songs: [], singers: null };
    await insertUserDays(database, [
      userDay(5n, dayAfter(SNAPSHOT, -20), { plays: 3, songs: [1n, 2n, 3n], singers: [-32_768, 7, 7] }),
      userDay(5n, SNAPSHOT, { plays: 2, songs: [4n, 1n], singers: [255, 7] }),
      userDay(6n, dayAfter(SNAPSHOT, -20), { singers: null }),
      userDay(6n, SNAPSHOT, { plays: 2, songs: [1n, 2n], singers: [1, 2] }),
      userDay(7n, SNAPSHOT, silent),
      // Plays of unknown songs that name no singer.
      userDay(8n, SNAPSHOT, { plays: 2, songs: [], singers: [] }),
    ]);
    const singers = async (user: bigint) => {
      const features = await featuresOf(user);
      return [7, 30].map((days) => features[`distinct_singers_last_${days}`]);
    };
    expect(await singers(5n)).toEqual([2, 3]);
    expect(await singers(6n)).toEqual([2, null]);
    expect(await singers(7n)).toEqual([0, 0]);
    expect(await singers(8n)).toEqual([0, 0]);
  });

  it('the first event is that of the feature window, however much older history is loaded', async () => {
    await insertUserDays(database, [
      userDay(5n, FIRST),
      userDay(5n, dayAfter(SNAPSHOT, -12)),
      userDay(5n, SNAPSHOT),
    ]);
    expect(await featuresOf(5n)).toMatchObject({ days_from_first_event: 12, days_from_last_event: 0 });
  });

  it('the anonymous pool is nobody', async () => {
    await insertUserDays(database, [userDay(0n, SNAPSHOT)]);
    expect((await populationFeatures(database, catalogue, at(SNAPSHOT))).rows).toBe(0);
  });

  it('of many users are read no further than they are taken', async () => {
    const users = Array.from({ length: 4_000 }, (_, i) => userDay(BigInt(1_000 + i), SNAPSHOT));
    await insertUserDays(database, users);
    let pieces = 0;
    const room = Promise.withResolvers<undefined>();
    const reading = repository.inPieces(
      catalogue,
      at(SNAPSHOT),
      { kinds: ['play', 'download', 'search'], minDays: 1 },
      { users: 100, signal: new AbortController().signal },
      () => {
        pieces++;
        return room.promise;
      },
    );
    await until(() => Promise.resolve(pieces > 0), 'the first piece');
    // What else has arrived: a message of 64 KB for each half of the users holds a few pieces.
    for (let turn = 0; turn < 50; turn++) await setImmediate();
    expect(pieces).toBeLessThan(20);
    room.resolve(undefined);
    expect(await reading).toBe(4_000);
    // Each half may end with a smaller one.
    expect(pieces).toBeLessThan(43);
  });
});
