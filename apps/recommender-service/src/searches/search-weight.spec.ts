import { SeededRandom, sparseRowsFromTriples } from '#ml';
import type { TrainedModel } from '../engines/training-engine.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import { fusedRows } from './reciprocal-ranks.js';
import { learnSearchWeight } from './search-weight.js';
import type { AskedSearch } from './search-weight.js';
import { SongTexts } from './song-texts.js';

describe('fusedRows', () => {
  it('adds the reciprocal places, by hand', () => {
    const byText = Int32Array.of(7, 8, 9);
    expect(fusedRows(byText, [9, 5], 0)).toEqual([7, 8, 9]);
    // 1/61, 1/62 and 1/63 + 1/61; 5 has 1/62 alone, and 8, which has as much, comes first by its text.
    expect(fusedRows(byText, [9, 5], 1)).toEqual([9, 7, 8, 5]);
    expect(fusedRows(byText, [9, 5], 5)).toEqual([9, 5, 7, 8]);
  });
});

const USERS = 60;
const SONGS = 40;
/** Users and songs of two tastes: vectors say which. Songs of the first have most listeners. */
const side = (n: number): number => (n % 2 === 0 ? 1 : -1);
const model: TrainedModel = {
  factors: 1,
  factorShare: 1,
  userFactors: Float32Array.from({ length: USERS }, (_, user) => side(user)),
  songFactors: Float32Array.from({ length: SONGS }, (_, song) => side(song) * (1 + song / 100)),
  itemWeights: {
    rows: SONGS,
    columns: SONGS,
    starts: new Int32Array(SONGS + 1),
    indices: new Int32Array(0),
    weights: new Float32Array(0),
  },
};
const users = Int32Array.from({ length: USERS }, (_, user) => user);
const likes = sparseRowsFromTriples(
  USERS,
  SONGS,
  users,
  users.map((user) => user % 2),
  new Float32Array(USERS).fill(1),
);
const rows = Int32Array.from({ length: SONGS }, (_, song) => song);
const early: InteractionMatrix = {
  songOf: rows,
  tableSongs: rows,
  liked: likes,
  listeners: Uint32Array.from(rows, (song) => (song % 2 === 0 ? 100 : 50)),
};
const texts = new SongTexts();
rows.forEach((song) => texts.add(`Song ${song}`, null));
texts.close();

/** Each user searches once on either half of the days. */
function learn(queryOf: (song: number) => string, playedBy: (user: number) => number, leastUsers = 50) {
  const searches = [...users].flatMap((user) =>
    [false, true].map((isLater): AskedSearch => {
      const song = playedBy(user);
      return { user, query: queryOf(song), played: [song], isLater };
    }),
  );
  return learnSearchWeight(
    model,
    early,
    { blocks: texts.blocks, searches, learnedTo: '2017-05-08', leastUsers },
    1,
  );
}

describe('learnSearchWeight', () => {
  const random = new SeededRandom(2);
  /** One of the four that suit the user best, and that the text puts last. */
  const ofOwnTaste = (user: number): number => SONGS - 8 + 2 * random.int(4) + (user % 2);

  it('weighs scores that put songs of the own taste first, where the text says nothing of it', async () => {
    const report = await learn(() => 'song', ofOwnTaste);
    expect(report).toMatchObject({ reason: null, users: USERS, searches: USERS, learnedTo: '2017-05-08' });
    expect(report.weight).toBeGreaterThan(0);
    expect(report.gain.low).toBeGreaterThan(0);
    expect(report.fusedMrr - report.textMrr).toBeCloseTo(report.gain.value, 10);
  });

  it('weighs nothing where the whole title is typed, where others are played, and where users are too few', async () => {
    const typed = await learn((song) => `song ${song}`, ofOwnTaste);
    expect(typed).toMatchObject({ weight: 0, textMrr: 1, fusedMrr: 1 });
    expect(typed.reason).toContain('earlier held-out days');
    const others = await learn(
      () => 'song',
      () => 0,
    );
    expect(others.weight).toBe(0);
    const few = await learn(() => 'song', ofOwnTaste, USERS + 1);
    expect(few.weight).toBe(0);
    expect(few.reason).toContain(`Only ${USERS} users`);
  });

  it('does not count searches that no played song answers', async () => {
    expect(await learn(() => 'nothing', ofOwnTaste)).toMatchObject({
      weight: 0,
      users: 0,
      searches: 0,
      textMrr: 0,
    });
    expect(await learn(() => '　', ofOwnTaste)).toMatchObject({ searches: 0 });
  });
});
