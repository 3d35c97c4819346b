import { SeededRandom } from '#ml';
import { NOT_YET, PairCollector } from '../interactions/pair-table.js';
import type { PairTable } from '../interactions/pair-table.js';
import { decodeArtefact } from '../model/model-artefact.js';
import { RecommenderModel } from '../model/recommender-model.js';
import { trainRecommender } from './train-recommender.js';
import type { TrainingTask } from './train-recommender.js';

interface Shape {
  /** Scales what the held-out days weigh. */
  lateWeight: number;
  reversed: boolean;
}

/** 60 users of three tastes, 45 songs of which 15 belong to each; a quarter of the pairs meets only after the cut. */
function threeTastes({ lateWeight, reversed }: Shape): PairTable {
  const random = new SeededRandom(4);
  const pairs: [string, string, number, number][] = [];
  for (let user = 0; user < 60; user++) {
    for (let song = 0; song < 45; song++) {
      if (random.next() > (user % 3 === song % 3 ? 0.6 : 0.04)) continue;
      const weight = 0.2 + random.next();
      const isLate = random.int(4) === 0;
      pairs.push([
        String(user),
        String(song),
        isLate ? weight * lateWeight : weight,
        isLate ? NOT_YET : weight,
      ]);
    }
  }
  if (reversed) pairs.reverse();
  const collector = new PairCollector();
  for (const pair of pairs) collector.add(...pair);
  return collector.finish();
}

function task(shape: Partial<Shape> = {}): TrainingTask {
  const table = threeTastes({ lateWeight: 1, reversed: false, ...shape });
  return {
    table,
    devices: new Uint8Array(table.userIds.length),
    minListeners: 2,
    fit: {
      factors: 6,
      iterations: 8,
      cgSteps: 3,
      alpha: 10,
      regularization: 1,
      frequencyExponent: 0,
      seed: 5,
    },
    evaluation: { k: 5, maxUsers: 1000, seed: 5 },
  };
}

const silent = (): void => undefined;

describe('trainRecommender', () => {
  it('beats popularity on tastes and gives at least nine in ten users a song of their own taste first', () => {
    const { artefact, evaluation, sizes } = trainRecommender(task(), silent);
    expect(evaluation!.als.ndcg).toBeGreaterThan(1.5 * evaluation!.popularity.ndcg);
    expect(sizes).toMatchObject({ users: 60, usersWithHistory: 60, songs: 45, songsLeftOut: 0 });
    const model = new RecommenderModel(decodeArtefact(artefact));
    let ownTaste = 0;
    for (let user = 0; user < 60; user++) {
      const [first] = model.songsFor(String(user), 1);
      if (Number(first!.songId) % 3 === user % 3) ownTaste++;
    }
    expect(ownTaste).toBeGreaterThan(54);
  });

  it('serves a fit on all days: songs first met in the held-out days are left out as played', () => {
    const table = threeTastes({ lateWeight: 1, reversed: false });
    const model = new RecommenderModel(decodeArtefact(trainRecommender(task(), silent).artefact));
    for (let n = 0; n < table.users.length; n++) {
      const offered = model.songsFor(String(table.userIds[table.users[n]!]), 45).map(({ songId }) => songId);
      expect(offered).not.toContain(String(table.songIds[table.songs[n]!]));
    }
  });

  it('gives the same bytes whatever order the pairs come in', () => {
    const once = trainRecommender(task(), silent);
    expect(trainRecommender(task({ reversed: true }), silent)).toEqual(once);
  });

  it('judges a fit that has not seen the held-out days: what they weigh moves only what is served', () => {
    const once = trainRecommender(task(), silent);
    const heavier = trainRecommender(task({ lateWeight: 50 }), silent);
    expect(heavier.evaluation).toEqual(once.evaluation);
    expect(heavier.artefact).not.toEqual(once.artefact);
  });

  it('reports steps whose share never falls', () => {
    const steps: string[] = [];
    let last = 0;
    trainRecommender(task(), ({ step, fraction }) => {
      if (steps.at(-1) !== step) steps.push(step);
      expect(fraction).toBeGreaterThanOrEqual(last);
      last = fraction;
    });
    expect(steps).toEqual([
      'fitting without the held-out days',
      'evaluating on the held-out days',
      'fitting on all days',
    ]);
    expect(last).toBe(1);
  });

  it('trains without an evaluation when no day can be held out', () => {
    expect(trainRecommender({ ...task(), evaluation: null }, silent).evaluation).toBeNull();
  });
});
