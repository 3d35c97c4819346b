import { factorsAlone } from '../engines/fit-model.js';
import { coldSongs } from '../interactions/cold-songs.js';
import { buildInteractionMatrix } from '../interactions/interaction-matrix.js';
import { NOT_YET } from '../interactions/pair-table.js';
import { SongSingersCollector } from '../interactions/song-singers.js';
import { coldPlace } from './cold-place.js';
import { coldGain, coldScale, listsWithCold } from './cold-scale.js';
import { heldOutQuestion } from './hold-out.js';
import { PairCollector } from '../../../../test/support/fixtures/pair-collector.js';

const SINGERS = 3;
const USERS = 240;
const plan = {
  k: 5,
  maxUsers: 300,
  margin: 0.05,
  neighbourUsers: 10,
  seed: 1,
  neighbours: { shrinkage: 0, neighbours: 10 },
};

/** Song `n` of a singer: 0 to 5 are learned, of which users know the first four; 6 and 7 are cold. */
const songOf = (singer: number, n: number): number => 100 + 10 * singer + n;

/**
 * User u hears singer u % 3 alone, and likes the songs `later` of that singer after the cut. Where singers
 * of cold songs are not known, genres may be.
 */
function evaluated(
  later: readonly number[],
  vectorOf = (n: number): number => (n < 4 ? 10 : 1),
  genreOf?: (singer: number) => string,
  isSingerKnown = genreOf === undefined,
) {
  const pairs = new PairCollector();
  const singers = new SongSingersCollector();
  for (let singer = 0; singer < SINGERS; singer++) {
    for (let n = 0; n < 8; n++) {
      const name = !isSingerKnown && n > 5 ? null : `Singer ${singer}`;
      singers.add(String(songOf(singer, n)), name, 1, genreOf === undefined ? [] : [genreOf(singer)]);
    }
    for (const user of [USERS + 2 * singer, USERS + 2 * singer + 1]) {
      for (const n of [4, 5]) pairs.add(user, songOf(singer, n), 1, 1);
    }
  }
  for (let user = 0; user < USERS; user++) {
    for (let n = 0; n < 4; n++) pairs.add(user, songOf(user % SINGERS, n), 1, 1);
    for (const n of later) pairs.add(user, songOf(user % SINGERS, n), 1, NOT_YET);
  }
  const table = pairs.finish();
  const early = buildInteractionMatrix(table, 'early', 2);
  const model = {
    factors: SINGERS,
    userFactors: Float32Array.from({ length: table.userIds.length * SINGERS }, (_, at) => {
      const user = Math.floor(at / SINGERS);
      return Number(at % SINGERS === (user < USERS ? user % SINGERS : (user - USERS) >> 1));
    }),
    songFactors: Float32Array.from({ length: 6 * SINGERS * SINGERS }, (_, at) => {
      const song = Math.floor(at / SINGERS);
      return at % SINGERS === Math.floor(song / 6) ? vectorOf(song % 6) : 0;
    }),
    ...factorsAlone(6 * SINGERS),
  };
  const catalogue = singers.finish();
  const cold = coldSongs(table, early, catalogue, 1);
  const { tasks } = heldOutQuestion(table, early, plan);
  const question = { cold, table, early };
  const scale = coldScale(model, question, tasks, plan);
  const lists = listsWithCold(model, question, tasks, plan.k);
  const placed = coldPlace(model, { table, early, catalogue, until: 1 }, tasks, plan);
  return { scale, gain: coldGain(lists, scale, plan.k, plan.seed), placed };
}

describe('coldScale', () => {
  it('lets cold songs into lists as far as these do not lose by them', () => {
    // They score 42 / 8, the wanted songs 1.
    const { scale, gain } = evaluated([4, 5]);
    expect(scale).toBe(0.15);
    expect(gain).toMatchObject({ value: 0, low: 0, high: 0 });
  });

  it('lets them in as they are where they are what is heard next', () => {
    const { scale, gain } = evaluated([4, 6]);
    expect(scale).toBe(1);
    expect(gain.low).toBeGreaterThan(0.2);
  });

  it('gives no place where every scale is seen to harm', () => {
    expect(evaluated([4, 5], (n) => (n < 4 ? 10 : 0.01)).scale).toBe(0);
  });

  it('is the least where there was no user to ask', () => {
    expect(evaluated([]).scale).toBe(0.03);
  });
});

describe('coldPlace', () => {
  it('is by properties where these find what is heard next', () => {
    const { placed } = evaluated(
      [4, 6],
      (n) => (n < 4 ? 4 : 1),
      (singer) => `genre ${singer}`,
    );
    expect(placed.by).toBe('properties');
    expect(placed.gain!.low).toBeGreaterThan(0.2);
  });

  it('is by singers where properties say nothing, or there are none', () => {
    const { placed } = evaluated([4, 6], undefined, () => 'any', true);
    expect(placed.by).toBe('singers');
    expect(placed.gain!.low).toBeLessThanOrEqual(0);
    const { scale, placed: without } = evaluated([4, 6]);
    expect(without).toEqual({ by: 'singers', scale, gain: null });
  });
});
