import { SeededRandom } from '#ml';
import { factorsAlone } from '../engines/fit-model.js';
import { SongSingersCollector } from '../interactions/song-singers.js';
import { WITHOUT_VECTOR } from '../model/model-artefact.js';
import { judgeNext } from './judge-next.js';
import type { EarlySongs } from './judge-next.js';
import { sessionsOf } from '../../../../test/support/fixtures/sessions.js';

const SONGS = 60;
const plan = { k: 10, maxUsers: 1_000, seed: 3 };
const objective = { form: 'hkv', alpha: 1, regularization: 1, frequencyExponent: 0 } as const;

/** Vectors that know nothing of sessions: two tastes, each of every other song. */
const early: EarlySongs = {
  factors: 2,
  songFactors: Float32Array.from({ length: 2 * SONGS }, (_, n) =>
    (n >> 1) % 2 === n % 2 ? 1 + (n >> 1) / 1_000 : 0,
  ),
  ...factorsAlone(SONGS),
  objective,
  songIds: BigInt64Array.from({ length: SONGS }, (_, n) => BigInt(n)),
  isCold: new Uint8Array(SONGS),
  singers: new SongSingersCollector().finish(),
};

type Walk = (song: number, random: SeededRandom) => number;
/** Behind each song another one of its taste, always the same. */
const inOrder: Walk = (song) => (song + 22) % SONGS;
/** The songs of a taste with the longest vectors, which come first in lists of the model. */
const upwards: Walk = (song, random) => SONGS - 2 - 2 * random.int(3) + (song % 2);
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

it('serves co-plays alone where nothing is better: songs without vectors are found, too', () => {
  const task = { sessions: walks(300, inOrder, inOrder), leastUsers: 50 };
  const songs = { ...early, isCold: new Uint8Array(SONGS).fill(WITHOUT_VECTOR, 0, SONGS / 2) };
  for (const known of [early, songs]) {
    const report = judgeNext(known, task, plan);
    expect(report).toMatchObject({ sessions: 600, users: 150, k: 10, coPlayWeight: 1_000 });
    const [alone, model] = report.ways;
    expect(alone).toMatchObject({ ahead: null, coPlayWeight: 1_000 });
    expect(alone!.hitRate.value).toBeGreaterThan(0.9);
    expect(model!.mrr.value).toBeLessThan(0.3);
    expect(model!.ahead!.high).toBeLessThan(0);
    expect(report.reason).toContain('co-plays alone');
  }
});

it('serves the model, or a blend, where this finds more for sure', () => {
  const task = { sessions: walks(300, anything, upwards), leastUsers: 50 };
  const { coPlayWeight, reason, ways } = judgeNext(early, task, plan);
  expect(coPlayWeight).toBeLessThan(1_000);
  expect(reason).toBeNull();
  expect(ways.find((way) => way.coPlayWeight === coPlayWeight)!.ahead!.low).toBeGreaterThan(0);
});

it('learns nothing from what it judges by: an order that begins after the cut is not known', () => {
  const task = { sessions: walks(300, anything, inOrder), leastUsers: 50 };
  expect(judgeNext(early, task, plan).ways[0]!.hitRate.value).toBeLessThan(0.5);
});

it('says why co-plays alone are served where too few users judge', () => {
  const few = judgeNext(early, { sessions: walks(40, inOrder, inOrder), leastUsers: 50 }, plan);
  expect(few).toMatchObject({ ways: [], coPlayWeight: 1_000, sessions: 80 });
  expect(few.reason).toContain('20 users');
});
