import { SeededRandom } from '#ml';
import { PairSums } from './pair-sums.js';
import { joinedTable, NOT_YET } from './pair-table.js';

const LARGE = 9223372036854775807n;
const SONGS = BigInt64Array.from([-5n, 30n, 200n, 1000n, LARGE]);
const weigh = ({ millionths, earlyMillionths }: { millionths: number; earlyMillionths: number }) => ({
  weight: millionths,
  earlyWeight: earlyMillionths < 0 ? NOT_YET : earlyMillionths,
});

type Event = [user: bigint, song: bigint, millionths: number, age: number, isHeard?: boolean];

function summed(events: readonly Event[], songs = SONGS) {
  const sums = new PairSums(songs, { cut: 2, recentFrom: 5 });
  const halvesOf = (id: bigint): [number, number] => [Number(id >> 32n), Number(BigInt.asIntN(32, id))];
  for (const [user, song, millionths, age, isHeard = true] of events)
    sums.add(...halvesOf(user), ...halvesOf(song), millionths, age, isHeard);
  return joinedTable([sums.finish(weigh)], songs, '1970-01-11');
}

it('sums the events of each pair, early ones apart, and numbers ids in ascending order', () => {
  const events: Event[] = [
    [LARGE, 30n, 3, 0],
    [5n, LARGE, 1, 2],
    [LARGE, 30n, 4, 1],
    [5n, 30n, 7, 3],
    [5n, 30n, 5, 0],
    [-2n, 31n, 9, 0],
    [-2n, -5n, -9, 8],
  ];
  const found = summed(events);
  expect([...found.userIds]).toEqual([-2n, 5n, LARGE]);
  expect([...found.songIds]).toEqual([-5n, 30n, LARGE]);
  const pairs = Array.from(found.users, (user, n) => [
    ...[found.userIds[user], found.songIds[found.songs[n]!]],
    ...[found.weights[n], found.earlyWeights[n]],
  ]);
  expect(pairs).toHaveLength(4);
  expect(pairs).toEqual(
    expect.arrayContaining([
      [LARGE, 30n, 7, NOT_YET],
      [5n, LARGE, 1, 1],
      [5n, 30n, 12, 7],
      [-2n, -5n, 0, 0],
    ]),
  );
  expect([...found.firstDays]).toEqual([2, 7, 8]);
});

it('counts a user once among the recent listeners of a song, and only for songs heard on those days', () => {
  const events: Event[] = [
    [1n, 30n, 1, 2],
    [1n, 30n, 1, 5],
    [2n, 30n, 1, 3],
    [3n, 30n, 1, 1],
    [4n, 30n, 1, 6],
    [5n, 30n, 1, 4, false],
    [5n, 200n, 1, 5],
  ];
  expect([...summed(events).recent]).toEqual([2, 1]);
});

it('gives the same table for events in any order, of many pairs', () => {
  const random = new SeededRandom(5);
  const songs = BigInt64Array.from({ length: 2_000 }, (_, n) => BigInt(7 * n));
  const events = Array.from({ length: 300_000 }, (): Event => [
    ...([BigInt(random.int(400)), BigInt(7 * random.int(2_000))] as const),
    ...([random.int(1_000_000), random.int(10)] as const),
  ]);
  const expected = new Map<string, number>();
  for (const [user, song, millionths] of events)
    expected.set(`${user} ${song}`, (expected.get(`${user} ${song}`) ?? 0) + millionths);
  const byPair = ({ userIds, songIds, users, songs: of, weights, earlyWeights }: ReturnType<typeof summed>) =>
    Array.from(users, (user, n) => [
      `${userIds[user]} ${songIds[of[n]!]}`,
      weights[n]!,
      earlyWeights[n]!,
    ]).sort();
  const found = summed(events, songs);
  expect(byPair(summed(events.toReversed(), songs))).toEqual(byPair(found));
  expect(found.users.length).toBe(expected.size);
  expect(expected.size).toBeGreaterThan(200_000);
  expect(byPair(found).every(([pair, weight]) => Math.fround(expected.get(pair as string)!) === weight)).toBe(
    true,
  );
});
