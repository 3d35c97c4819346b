import { buildInteractionMatrix } from '../interactions/interaction-matrix.js';
import { NOT_YET } from '../interactions/pair-table.js';
import type { PairTable } from '../interactions/pair-table.js';
import evaluateBaselines from './baselines.js';
import { evaluateHeldOut, usersWanted } from './held-out-evaluation.js';
import { heldOutQuestion } from './hold-out.js';
import type { EvaluationPlan } from './evaluation-plan.js';
import { factorsAlone } from '../engines/fit-model.js';
import type { TrainedModel } from '../engines/training-engine.js';
import type { HeldOutEvaluationDto } from './evaluation.dto.js';
import { PairCollector } from '../../../../test/support/fixtures/pair-collector.js';

/**
 * Songs 1, 2, 3 have 3, 2 and 1 early listeners. User 1 knows song 1 and later meets 3; user 2 knows 1 and 2
 * and later meets 3 and song 4, which nobody had heard before; user 3 knows all and meets nothing; user 4
 * comes late.
 */
function worked(): PairTable {
  const collector = new PairCollector();
  const early = (user: number, song: number): void => {
    collector.add(user, song, 1, 1);
  };
  const late = (user: number, song: number, weight = 1): void => {
    collector.add(user, song, weight, NOT_YET);
  };
  early(1, 1);
  late(1, 3);
  early(2, 1);
  early(2, 2);
  late(2, 3);
  late(2, 4);
  early(3, 1);
  early(3, 2);
  early(3, 3);
  late(4, 1);
  late(1, 2, 0);
  return collector.finish();
}

/** Each knows song 1, and later meets song 2 or 3, in turns. */
function manyUsers(count: number): PairTable {
  const collector = new PairCollector();
  for (let user = 0; user < count; user++) {
    collector.add(user, 1, 1, 1);
    collector.add(user, 2 + (user % 2), 1, NOT_YET);
  }
  // So that songs 2 and 3 are known.
  for (const song of [2, 3]) collector.add(count, song, 1, 1);
  return collector.finish();
}

const plan = {
  k: 2,
  maxUsers: 100,
  margin: 0.05,
  neighbourUsers: 100,
  seed: 1,
  neighbours: { shrinkage: 0, neighbours: 10 },
};

describe('heldOutQuestion', () => {
  it('takes skipped songs for played, and wants those met after the cut', () => {
    const collector = new PairCollector();
    collector.add(1, 1, 1, NOT_YET);
    collector.add(1, 2, 0, 0);
    collector.add(1, 3, 1, 1);
    // So that songs 1 and 2 are known.
    for (const song of [1, 2]) collector.add(2, song, 1, 1);
    const table = collector.finish();
    const { tasks } = heldOutQuestion(table, buildInteractionMatrix(table, 'early', 1), plan);
    expect(tasks).toEqual([{ user: 0, played: Int32Array.of(1, 2), wanted: Int32Array.of(0) }]);
  });
});

describe('evaluateHeldOut', () => {
  const table = worked();
  const early = buildInteractionMatrix(table, 'early', 1);
  /** Prefers song 3, then 2, then 1, for everybody. */
  const model = {
    factors: 1,
    userFactors: new Float32Array(4).fill(1),
    songFactors: Float32Array.of(1, 2, 3),
    ...factorsAlone(3),
  };

  function evaluated(
    liveParameters: TrainedModel | null = null,
    own: EvaluationPlan = plan,
  ): Promise<HeldOutEvaluationDto> {
    const question = heldOutQuestion(table, early, own);
    const baselines = Promise.resolve(
      evaluateBaselines({ early, learned: early.liked, recent: null, tasks: question.tasks, plan: own }),
    );
    const models = { model, liveParameters, liveVersion: liveParameters, anchor: liveParameters };
    return evaluateHeldOut(question, early, models, baselines, own);
  }

  it('gives the metrics worked out by hand, for the model and for popularity on the same users', async () => {
    const found = await evaluated();
    // Both users find song 3 first by the model; popularity gives user 1 songs 2, 3 and user 2 song 3.
    expect(found.model).toMatchObject({ k: 2, users: 2, recall: 1, ndcg: 1, map: 1, hitRate: 1 });
    expect(found.popularity.recall).toBe(1);
    expect(found.popularity.ndcg).toBeCloseTo((1 / Math.log2(3) + 1) / 2, 12);
    expect(found.model.at.map(({ k }) => k)).toEqual([2, 10, 20, 100]);
    expect(found.aheadOf.popularity.value).toBeCloseTo(1 - (1 / Math.log2(3) + 1) / 2, 12);
    // Song 1 is what user 1 likes; users 2 and 3 like it and song 2, user 3 song 3 too: cosines 2/sqrt6 and 1/sqrt3.
    expect(found.neighbours.ndcg).toBeCloseTo((1 / Math.log2(3) + 1) / 2, 12);
  });

  it('tells activity and popularity apart', async () => {
    const { model: own } = await evaluated();
    expect(own.byActivity).toEqual([{ from: 1, to: 4, users: 2, ndcg: 1, recall: 1 }]);
    expect(
      own.byPopularity.map(({ segment, songs, wanted, recall }) => [segment, songs, wanted, recall]),
    ).toEqual([
      ['head', 1, 0, 0],
      ['middle', 1, 0, 0],
      ['tail', 1, 2, 1],
    ]);
  });

  it('compares with the live version and its parameters over the same users', async () => {
    const worse = { ...model, songFactors: Float32Array.of(3, 2, 1) };
    const found = await evaluated(worse);
    for (const name of ['liveParameters', 'liveVersion', 'anchor'] as const) {
      expect(found[name]!.ndcg).toBeCloseTo(found.popularity.ndcg, 12);
      expect(found.aheadOf[name]!.value).toBeCloseTo(found.aheadOf.popularity.value, 12);
      expect((await evaluated())[name]).toBeNull();
    }
  });

  it('counts users, pairs, and pairs that no list could hold', async () => {
    const found = await evaluated();
    expect(found).toMatchObject({
      eligibleUsers: 2,
      evaluatedUsers: 2,
      heldOutPairs: 2,
      unreachablePairs: 1,
    });
  });

  it('compares with the live version by as many users as the margin needs', async () => {
    const worse = { ...model, songFactors: Float32Array.of(3, 2, 1) };
    const one = { ...plan, maxUsers: 1 };
    expect(usersWanted(Float64Array.of(0.1, -0.1, 0.1, -0.1), 0.05)).toBe(42);
    expect(usersWanted(Float64Array.of(0, 0), 0.05)).toBe(0);
    const table30 = manyUsers(30);
    const matrix = buildInteractionMatrix(table30, 'early', 1);
    const own = { ...plan, maxUsers: 10 };
    const question = heldOutQuestion(table30, matrix, own);
    expect([question.tasks.length, question.further.length]).toEqual([10, 20]);
    const baselines = Promise.resolve(
      evaluateBaselines({
        early: matrix,
        learned: matrix.liked,
        recent: null,
        tasks: question.tasks,
        plan: own,
      }),
    );
    const wide = (songs: number[]) => ({
      ...model,
      userFactors: new Float32Array(30).fill(1),
      songFactors: Float32Array.from(songs),
    });
    const models = {
      model: wide([1, 2, 3]),
      liveParameters: wide([1, 3, 2]),
      liveVersion: null,
      anchor: null,
    };
    const found = await evaluateHeldOut(question, matrix, models, baselines, own);
    expect(found).toMatchObject({ evaluatedUsers: 10, comparedUsers: 30, eligibleUsers: 30 });
    expect(found.model.users).toBe(10);
    expect(found.aheadOf.liveParameters!.value).toBeCloseTo(0, 12);
    expect((await evaluated(worse, one)).comparedUsers).toBe(1);
  });

  it('draws as many users as it may, the same for the same seed', async () => {
    const found = await evaluated(null, { ...plan, maxUsers: 1 });
    expect(found).toMatchObject({ eligibleUsers: 2, evaluatedUsers: 1, heldOutPairs: 2 });
    expect(await evaluated(null, { ...plan, maxUsers: 1 })).toEqual(found);
  });
});
