import { SeededRandom } from '#ml';
import { factorsAlone } from '../engines/fit-model.js';
import { judgeNext } from './judge-next.js';
import { sessionsOf } from '../../../../test/support/fixtures/sessions.js';

const SONGS = 60;
const plan = { k: 10, maxUsers: 1_000, seed: 3 };
const objective = { form: 'hkv', alpha: 1, regularization: 1, frequencyExponent: 0 } as const;

/** Vectors that know nothing of sessions: two tastes, each of every other song. */
const early = {
  model: {
    factors: 2,
    userFactors: new Float32Array(0),
    songFactors: Float32Array.from({ length: 2 * SONGS }, (_, n) =>
      (n >> 1) % 2 === n % 2 ? 1 + (n >> 1) / 1_000 : 0,
    ),
    ...factorsAlone(SONGS),
  },
  objective,
  songIds: BigInt64Array.from({ length: SONGS }, (_, n) => BigInt(n)),
};

type Walk = (song: number, random: SeededRandom) => number;
/** Behind each song another one of its taste, always the same. */
const inOrder: Walk = (song) => (song + 22) % SONGS;
const anything: Walk = (song, random) => 2 * random.int(SONGS / 2) + (song % 2);

function walks(users: number, before: Walk, after: Walk) {
  const random = new SeededRandom(8);
  const walk = (by: Walk): number[] => {
    const songs = [random.int(SONGS)];
    while (songs.length < 6) songs.push(by(songs.at(-1)!, random));
    return songs;
  };
  return sessionsOf(
    Array.from({ length: users }, (_, user) => [
      [user, walk(before)] as const,
      [user, walk(before)] as const,
      [user, walk(after), true] as const,
    ]).flat(),
  );
}

it('serves co-plays and a half-life where they find the next songs of later sessions', () => {
  const report = judgeNext(early, { sessions: walks(300, inOrder, inOrder), leastUsers: 50 }, plan);
  expect(report).toMatchObject({ sessions: 600, users: 150, k: 10, reason: null });
  expect(report.coPlayWeight).toBeGreaterThan(0);
  const [plain, , coPlays] = report.ways;
  expect(plain!.ahead).toBeNull();
  expect(plain!.mrr.value).toBeLessThan(0.2);
  expect(coPlays!.ahead!.low).toBeGreaterThan(0);
  expect(coPlays!.hitRate.value).toBeGreaterThan(0.9);
});

it('learns nothing from what it judges by: an order that begins after the cut is not known', () => {
  const { coPlayWeight, ways } = judgeNext(
    early,
    { sessions: walks(300, anything, inOrder), leastUsers: 50 },
    plan,
  );
  expect(ways).toHaveLength(3);
  expect(ways[2]!.hitRate.value).toBeLessThan(0.5);
  expect([coPlayWeight, ways[2]!.ahead!.low > 0]).toEqual([0, false]);
});

it('says why the plain way is served: no order, few sessions', () => {
  const none = judgeNext(early, { sessions: walks(300, anything, anything), leastUsers: 50 }, plan);
  expect(none).toMatchObject({ halfLife: null, coPlayWeight: 0 });
  expect(none.reason).toContain('better for sure');
  const few = judgeNext(early, { sessions: walks(40, inOrder, inOrder), leastUsers: 50 }, plan);
  expect(few).toMatchObject({ ways: [], coPlayWeight: 0, sessions: 80 });
  expect(few.reason).toContain('20 users');
});
