import { SeededRandom } from '#ml';
import { trainingTask } from '../../../../test/support/fixtures/training-task.js';
import { naiveSweep, trainNaively } from '../../../../test/support/naive-als.js';
import { buildInteractionMatrix } from '../interactions/interaction-matrix.js';
import { NOT_YET } from '../interactions/pair-table.js';
import type { PairTable } from '../interactions/pair-table.js';
import { decodeArtefact, encodeArtefact } from '../model/model-artefact.js';
import { fitterInMemory } from '../engines/fitter.js';
import { alsParameters, KernelEngine } from '../engines/kernel-engine.js';
import type { TrainingEngine } from '../engines/training-engine.js';
import { trainRecommender } from './train-recommender.worker.js';
import type { TrainingOutcome, TrainingProgress, TrainingTask } from './training-task.js';
import { PairCollector } from '../../../../test/support/fixtures/pair-collector.js';

interface Shape {
  /** Scales what the held-out days weigh. */
  lateWeight: number;
  reversed: boolean;
}

/** 60 users of three tastes, 45 songs of which 15 belong to each; a quarter of the pairs meets only after the cut. */
function threeTastes({ lateWeight, reversed }: Shape): PairTable {
  const random = new SeededRandom(4);
  const pairs: [number, number, number, number][] = [];
  for (let user = 0; user < 60; user++) {
    for (let song = 0; song < 45; song++) {
      if (random.next() > (user % 3 === song % 3 ? 0.6 : 0.04)) continue;
      const weight = 0.2 + random.next();
      const isLate = random.int(4) === 0;
      pairs.push([user, song, isLate ? weight * lateWeight : weight, isLate ? NOT_YET : weight]);
    }
  }
  if (reversed) pairs.reverse();
  const collector = new PairCollector();
  for (const pair of pairs) collector.add(...pair);
  return collector.finish();
}

const task = (shape: Partial<Shape> = {}): TrainingTask =>
  trainingTask(threeTastes({ lateWeight: 1, reversed: false, ...shape }));

const silent = (): void => undefined;
const train = (given: TrainingTask, report: (progress: TrainingProgress) => void = silent) =>
  trainRecommender(given, fitterInMemory(new KernelEngine(given.workers)), report);

describe('trainRecommender', () => {
  let once: TrainingOutcome;
  beforeAll(async () => {
    once = await train(task());
  });

  it('beats popularity on tastes and gives at least nine in ten users a song of their own taste first', () => {
    const { artefact, evaluation, sizes } = once;
    expect(evaluation!.model.ndcg).toBeGreaterThan(1.5 * evaluation!.popularity.ndcg);
    expect(evaluation!.neighbours.ndcg).toBeGreaterThan(1.5 * evaluation!.popularity.ndcg);
    expect(sizes).toMatchObject({ users: 60, usersWithHistory: 60, songs: 45, songsLeftOut: 0 });
    let ownTaste = 0;
    for (let user = 0; user < 60; user++) {
      const [first] = bestSongs(artefact, user, 1);
      if (first! % 3 === user % 3) ownTaste++;
    }
    expect(ownTaste).toBeGreaterThan(54);
  });

  it('serves a fit on all days: songs first met in the held-out days are left out as played', () => {
    const table = threeTastes({ lateWeight: 1, reversed: false });
    for (let n = 0; n < table.users.length; n++) {
      expect(bestSongs(once.artefact, table.users[n]!, 45)).not.toContain(
        Number(table.songIds[table.songs[n]!]),
      );
    }
  });

  it('gives the same bytes whatever order the pairs come in, with any number of threads', async () => {
    const again = await train({ ...task({ reversed: true }), workers: 1 });
    expect({ ...again, seconds: null }).toEqual({ ...once, seconds: null });
    const three = await train({ ...task(), workers: 3 });
    expect({ ...three, seconds: null }).toEqual({ ...once, seconds: null });
  });

  it('agrees with the float64 reference', () => {
    const given = task();
    const { liked } = buildInteractionMatrix(given.table, 'all', given.minListeners);
    const parameters = alsParameters(given.fit);
    const { users, items } = trainNaively(liked, parameters);
    // The kernel solves users once more, for the last items.
    const solved = naiveSweep(liked, items, users, parameters);
    decodeArtefact(once.artefact).userFactors.forEach((value, n) => {
      expect(Math.abs(value - solved[n]!)).toBeLessThan(1e-3);
    });
  });

  it('takes factors from any engine: vectors that know nothing find less', async () => {
    const blind: TrainingEngine = {
      fit: (liked, { factors }) =>
        Promise.resolve({
          factors,
          userFactors: new Float32Array(liked.rows * factors),
          songFactors: new Float32Array(liked.columns * factors),
          trace: { engine: 'spark', iterations: 0, losses: [], factorsSha256: '' },
        }),
      itemWeights: () => Promise.resolve(null),
    };
    const { artefact, evaluation } = await trainRecommender(task(), fitterInMemory(blind), silent);
    expect(decodeArtefact(artefact).userFactors.every((value) => value === 0)).toBe(true);
    expect(evaluation!.model.ndcg).toBeLessThan(0.5 * once.evaluation!.model.ndcg);
    expect(evaluation!.popularity).toEqual(once.evaluation!.popularity);
  });

  it('blends factors with item weights, in the evaluation as in what is served', async () => {
    const blended = await train({ ...task(), fit: { ...task().fit, itemShare: 0.6 } });
    const { factorShare, itemWeights } = decodeArtefact(blended.artefact);
    expect(factorShare).toBeCloseTo(0.4, 6);
    expect(itemWeights.indices.length).toBeGreaterThan(45);
    expect(blended.fits).toEqual(once.fits);
    expect(blended.evaluation!.model.ndcg).not.toBe(once.evaluation!.model.ndcg);
    expect(blended.evaluation!.model.ndcg).toBeGreaterThan(1.5 * blended.evaluation!.popularity.ndcg);
  });

  it('adds recent popularity where the parameters say so, of the days of each fit', async () => {
    const { table } = task();
    const rising = (song: number) => ({
      songIds: table.songIds,
      listeners: Uint32Array.from(table.songIds, (_, n) => (n === song ? 50 : 1)),
      people: 60,
    });
    const popular = { early: new Map([[7, rising(3)]]), all: new Map([[7, rising(4)]]) };
    const of = (popularityWeight: number) =>
      train({ ...task(), popular, fit: { ...task().fit, popularityWeight, popularityDays: 7 } });
    const risen = await of(9);
    const { popularity, listeners } = decodeArtefact(risen.artefact);
    expect(popularity).toHaveLength(listeners.length);
    expect(popularity.indexOf(Math.max(...popularity))).toBe(4);
    expect(new Set(popularity).size).toBe(2);
    expect(risen.fits).toEqual(once.fits);
    expect(risen.evaluation!.model.ndcg).not.toBe(once.evaluation!.model.ndcg);
    expect((await of(0)).artefact).toEqual(once.artefact);
  });

  it('evaluates a fit that has not seen the held-out days: whatever happens in them, its vectors keep their hash', async () => {
    const heavier = await train(task({ lateWeight: 50 }));
    expect(heavier.fits.early).toEqual(once.fits.early);
    expect(heavier.evaluation).toEqual(once.evaluation);
    expect(heavier.artefact).not.toEqual(once.artefact);
    const other = await train(withOtherFuture(task()));
    expect(other.fits.early).toEqual(once.fits.early);
    expect(other.evaluation!.model.ndcg).not.toBe(once.evaluation!.model.ndcg);
    expect(other.fits.served.factorsSha256).not.toBe(once.fits.served.factorsSha256);
  });

  it('fits the parameters of the live version on the same days, with weights of its own', async () => {
    const same = await train({ ...task(), liveParameters: { fit: task().fit, pairs: null } });
    expect(same.evaluation!.aheadOf.liveParameters).toEqual({ value: 0, low: 0, high: 0, standardError: 0 });
    const { table, files, liked } = task();
    const pairs = { table, files, liked };
    const liveParameters = { fit: { ...task().fit, iterations: 1, factors: 1 }, pairs };
    const worse = await train({ ...task(), liveParameters });
    expect(worse.evaluation!.aheadOf.liveParameters!.value).toBeGreaterThan(0.1);
    expect(worse.evaluation!.model).toEqual(same.evaluation!.model);
  });

  it('compares with a live version that has not seen the held-out days, as it serves users by then', async () => {
    // Trained on the early days alone: what the new version is before it is fitted again.
    const early = await train({ ...task(), table: earlyPart(task().table), evaluation: null });
    const liveVersion = { artefact: early.artefact, objective: task().fit };
    const { evaluation } = await train({ ...task(), liveVersion });
    expect(evaluation!.liveVersion!.ndcg).toBeGreaterThan(1.5 * evaluation!.popularity.ndcg);
    expect(Math.abs(evaluation!.aheadOf.liveVersion!.value)).toBeLessThan(0.05);
    const blind = { ...decodeArtefact(early.artefact) };
    blind.songFactors = new Float32Array(blind.songFactors.length);
    const worse = await train({
      ...task(),
      liveVersion: { ...liveVersion, artefact: encodeArtefact(blind) },
    });
    expect(worse.evaluation!.aheadOf.liveVersion!.low).toBeGreaterThan(0.05);
    expect(worse.evaluation!.model).toEqual(once.evaluation!.model);
  });

  it('ends early when the loss has settled, and keeps every loss', async () => {
    const { fits } = await train({ ...task(), fit: { ...task().fit, iterations: 100, leastGain: 0.01 } });
    expect(fits.served.iterations).toBeLessThan(30);
    expect(fits.served.losses).toHaveLength(fits.served.iterations);
    expect(fits.served.losses.toSorted((a, b) => b - a)).toEqual(fits.served.losses);
  });

  it('reports steps whose share never falls', async () => {
    const steps: string[] = [];
    let last = 0;
    await train(task(), ({ step, fraction }) => {
      if (steps.at(-1) !== step) steps.push(step);
      expect(fraction).toBeGreaterThanOrEqual(last);
      last = fraction;
    });
    expect(steps).toEqual([
      'fitting without the held-out days',
      'evaluating on the held-out days',
      'evaluating songs that hardly anybody has heard',
      'fitting on all days',
    ]);
    expect(last).toBe(1);
  });

  it('trains without an evaluation when no day can be held out', async () => {
    const { evaluation, fits } = await train({ ...task(), evaluation: null });
    expect(evaluation).toBeNull();
    expect(fits.early).toBeNull();
  });
});

/** Ids of the songs that an artefact offers to a user of these rows. */
function bestSongs(bytes: Uint8Array, user: number, k: number): number[] {
  const { factors, userFactors, songFactors, played, songIds } = decodeArtefact(bytes);
  const met = played.indices.subarray(played.starts[user], played.starts[user + 1]);
  const query = userFactors.subarray(user * factors, (user + 1) * factors);
  const scoreOf = (song: number) =>
    query.reduce((sum, value, f) => sum + value * songFactors[song * factors + f]!, 0);
  return [...songIds.keys()]
    .filter((song) => !met.includes(song))
    .map((song) => ({ song, score: scoreOf(song) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, k)
    .map(({ song }) => Number(songIds[song]));
}

/** The pairs that met before the cut, as a version of that day learned from. */
function earlyPart({ userIds, songIds, users, songs, earlyWeights }: PairTable): PairTable {
  const collector = new PairCollector();
  users.forEach((user, n) => {
    const weight = earlyWeights[n]!;
    if (weight !== NOT_YET) collector.add(Number(userIds[user]), Number(songIds[songs[n]!]), weight, weight);
  });
  return collector.finish();
}

/** Shuffles who met which song after the cut. */
function withOtherFuture(given: TrainingTask): TrainingTask {
  const { table } = given;
  const late = Array.from(table.users.keys()).filter((n) => table.earlyWeights[n] === NOT_YET);
  const songs = new SeededRandom(9).shuffle(Int32Array.from(late, (n) => table.songs[n]!));
  late.forEach((n, at) => (table.songs[n] = songs[at]!));
  return given;
}
