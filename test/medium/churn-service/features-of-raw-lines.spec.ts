import { SeededRandom } from '#ml';
import { featureCatalogue } from '../../../apps/churn-service/src/dataset/feature-catalogue.js';
import { populationFeatures } from '../../support/population-features.js';
import { scanLine } from '../../../apps/ingest-service/src/formats/scanned-line.js';
import { singerHash } from '../../../apps/ingest-service/src/formats/singer-hash.js';
import { createLoader } from '../../support/archive-loader.js';
import type { Loader } from '../../support/archive-loader.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { download, makeLogsFolder, play, removeLogsFolders, search } from '../ingest-service/logs-folder.js';
import { HISTORY_DAYS, recomputedFeatures } from './recomputed-features.js';
import { dayAfter } from './user-days.js';
import type { UserDay } from './user-days.js';

/** From lines of archives to features, beside a plain count of the events behind the lines. */
const SNAPSHOT = '2017-04-28';
const DAYS = [29, 28, 20, 13, 7, 6, 2, 0].map((ago) => dayAfter(SNAPSHOT, -ago));
const LOOPER = 12_345;
const CARELESS = 168_000_001;
const SKIPPER = 168_000_002;
const UNKNOWN_LENGTH = 168_000_003;
const catalogue = featureCatalogue({ featureDays: 30, historyDays: HISTORY_DAYS });

interface Play {
  user: number;
  song: number;
  /** As it stands in the line, and what it means. */
  text: string;
  seconds: number;
  length: number;
}

interface DayOfEvents {
  day: string;
  plays: Play[];
  downloads: [user: number, song: number][];
  searches: number[];
}

let test: TestDatabase;
let loader: Loader;
let days: DayOfEvents[];
let features: Map<string, Record<string, number | null>>;

/** Plays of length 100 to 300, some in milliseconds, some with an address behind, some a second too long. */
function randomPlay(random: SeededRandom, user: number): Play {
  const length = 100 + random.int(200);
  const song = 1 + random.int(40);
  switch (random.int(5)) {
    case 0: {
      const millis = length * 1000 - random.int(900);
      return { user, song, text: String(millis), seconds: Math.round(millis / 1000), length };
    }
    case 1: {
      const seconds = 1 + random.int(99);
      return { user, song, text: `${seconds}>=(203.0.113.7)TM`, seconds, length };
    }
    case 2:
      return { user, song, text: String(length + 1), seconds: length + 1, length };
    default: {
      const seconds = random.int(length);
      return { user, song, text: String(seconds), seconds, length };
    }
  }
}

function randomDay(random: SeededRandom, day: string): DayOfEvents {
  const users = Array.from({ length: 60 }, (_, u) => (u % 2 === 0 ? 168_100_000 + u : 7_000 + u));
  const there = users.filter(() => random.int(3) === 0);
  return {
    day,
    plays: there.flatMap((user) => Array.from({ length: random.int(6) }, () => randomPlay(random, user))),
    downloads: there.flatMap((user) =>
      Array.from({ length: random.int(3) }, (): [number, number] => [user, 1 + random.int(40)]),
    ),
    searches: there.flatMap((user) => (random.int(2) === 0 ? [user] : [])),
  };
}

function singerOf(song: number): string {
  return `singer ${song % 12}`;
}

function hashOf(singer: string): number {
  return singerHash(scanLine(singer), 0, singer.length)!;
}

/** What the rollup of a day should say, counted event by event. */
function countDay({ day, plays, downloads, searches }: DayOfEvents): UserDay[] {
  const users = new Set([...plays.map(({ user }) => user), ...downloads.map(([user]) => user), ...searches]);
  return [...users].map((user) => {
    const own = plays.filter((one) => one.user === user);
    const known = own.filter(({ length }) => length > 0);
    const ip = downloads.filter(([one]) => one === user).length;
    const asked = searches.filter((one) => one === user).length;
    const millionths = known.reduce(
      (sum, { seconds, length }) => sum + Math.floor((Math.min(seconds, length) * 1e6) / length),
      0,
    );
    return {
      userId: BigInt(user),
      day,
      device: ip > own.length + asked ? 2 : 1,
      plays: own.length,
      downloads: ip,
      searches: asked,
      playSeconds: own.reduce((sum, { seconds }) => sum + seconds, 0),
      fullPlays: known.filter(({ seconds, length }) => seconds * 5 >= length * 4).length,
      completionSum: Math.fround(millionths / 1e6),
      completionCount: known.length,
      songs: own.map(({ song }) => BigInt(song)),
      singers: own.map(({ song }) => hashOf(singerOf(song))),
      nightPlays: null,
    };
  });
}

function filesOf({ day, plays, downloads, searches }: DayOfEvents): [string, string][] {
  const name = (kind: string) => `${day.replaceAll('-', '')}_1_${kind}.log`;
  return [
    [
      name('play'),
      plays
        .map(({ user, song, text, length }) => play(user, song, text, length, `song ${song}`, singerOf(song)))
        .join(''),
    ],
    // Downloads and searches have a blank before each tab, plays have none: it is the same user all the same.
    [name('down'), downloads.map(([user, song]) => download(user, song)).join('')],
    [name('search'), searches.map((user) => search(user, `${day} 12:00:00`, '%E5%8D%83')).join('')],
  ];
}

beforeAll(async () => {
  const random = new SeededRandom(12);
  days = DAYS.map((day) => randomDay(random, day));
  const loop = { user: LOOPER, song: 5, text: '200', seconds: 200, length: 200 };
  days[0]!.plays.push(loop, loop, loop);
  days[3]!.plays.push({ user: CARELESS, song: 1, text: '241070', seconds: 241, length: 242 });
  days[3]!.downloads.push([CARELESS, 2]);
  days[3]!.searches.push(CARELESS);
  days[6]!.plays.push({ user: SKIPPER, song: 1, text: '0', seconds: 0, length: 242 });
  days[7]!.plays.push({ user: UNKNOWN_LENGTH, song: 3, text: '90', seconds: 90, length: 0 });
  test = await createTestDatabase();
  loader = await createLoader(test.url);
  const { archives } = await loader.load(await makeLogsFolder(Object.fromEntries(days.flatMap(filesOf))));
  expect(archives).toMatchObject({ loaded: 3 * DAYS.length, refused: 0 });
  const table = await populationFeatures(loader.database, catalogue, { snapshotDate: SNAPSHOT });
  const width = catalogue.features.length;
  features = new Map(
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
});

afterAll(async () => {
  await loader.close();
  await test.drop();
  await removeLogsFolders();
});

describe('features of lines from archives', () => {
  it('are those of a plain count of the events', () => {
    const expected = recomputedFeatures(days.flatMap(countDay), new Set(), SNAPSHOT);
    expect(expected.size).toBeGreaterThan(50);
    expect(features).toEqual(expected);
  });

  it('count a song in a loop as often as it was heard, and as one song', () => {
    expect(features.get(String(LOOPER))).toMatchObject({
      freq_P_last_30: 3,
      play_seconds_last_30: 600,
      songs_fully_played_last_30: 3,
      song_days_last_30: 1,
      distinct_songs_last_30: 1,
      distinct_singers_last_30: 1,
    });
  });

  it('read milliseconds as such, and blanks around an id as nothing', () => {
    const user = features.get(String(CARELESS))!;
    expect(user).toMatchObject({ play_seconds_last_30: 241, freq_D_last_30: 1, freq_S_last_30: 1 });
    expect(user['mean_completion_last_30']).toBeCloseTo(241 / 242, 5);
  });

  it('take a skip for what it is: no full play, no second, nothing heard', () => {
    expect(features.get(String(SKIPPER))).toMatchObject({
      freq_P_last_3: 1,
      play_seconds_last_30: 0,
      songs_fully_played_last_30: 0,
      mean_completion_last_7: 0,
    });
  });

  it('do not guess a length that is not known', () => {
    expect(features.get(String(UNKNOWN_LENGTH))).toMatchObject({
      play_seconds_last_30: 90,
      songs_fully_played_last_30: 0,
      mean_completion_last_7: null,
    });
  });
});
