import { classifierOf, logLoss, sigmoid, splitByUser } from '#ml';
import { decideGate } from '../../../apps/churn-service/src/registry/gate.js';
import { FeatureTable } from '../../../apps/churn-service/src/dataset/feature-table.js';
import { decodeArtefact, encodeArtefact } from '../../../apps/churn-service/src/model/churn-artefact.js';
import { Encoding } from '../../../apps/churn-service/src/model/encoding.js';
import { ChurnModel } from '../../../apps/churn-service/src/model/churn-model.js';
import { at, catalogue, randomUsers } from '../../support/fixtures/random-users.js';
import { ScoringThreads } from '../../../apps/churn-service/src/scores/scoring-threads.js';
import { trainInThreads } from '../../../apps/churn-service/src/training/train-in-threads.js';
import { TrainingThreads } from '../../../apps/churn-service/src/training/training-threads.js';
import type { TrainedChurnModel } from '../../../apps/churn-service/src/training/train.worker.js';
import type { ChurnTrainingData } from '../../../apps/churn-service/src/training/prepare.js';

const NOTHING_LIVE = {
  liveVersion: null,
  champion: null,
  patienceDays: 28,
  bestReachableAuc: null,
  missingLabels: null,
  outOfTime: null,
};
const USERS = 1200;
const data = randomUsers(USERS);
let artefact: TrainedChurnModel['artefact'];
let evaluation: TrainedChurnModel['evaluation'];

/** Open until the tests have ended: threads load their modules once. */
let threads: TrainingThreads;
const over = Promise.withResolvers<null>();
let closed: Promise<void>;

async function train(from: ChurnTrainingData): Promise<TrainedChurnModel> {
  return await trainInThreads(from, threads, () => undefined);
}

beforeAll(async () => {
  threads = await new Promise((opened) => {
    closed = TrainingThreads.during(2, new AbortController().signal, async (open) => {
      opened(open);
      await over.promise;
    });
  });
  ({ artefact, evaluation } = await train(data));
});

afterAll(async () => {
  over.resolve(null);
  await closed;
});

const probabilitiesBy = (model: ChurnModel, { values, rows }: FeatureTable) =>
  model.margins(Float32Array.from(values), rows).map(sigmoid);

describe('training', () => {
  it('beats recency alone on users it has not seen, and says so at the gate', () => {
    const { metrics, baselines, split } = evaluation;
    const { train, validation, calibration, test } = split.users;
    expect(train + validation + calibration + test).toBe(USERS);
    expect(metrics.test.users).toBe(test);
    expect(metrics.test.rocAuc).toBeGreaterThan(baselines.recency.test.rocAuc + 0.01);
    expect(metrics.test.logLoss).toBeLessThan(baselines.recency.test.logLoss);
    expect(metrics.test.brier).toBeLessThan(baselines.recency.test.brier);
    expect(decideGate(evaluation, NOTHING_LIVE)).toMatchObject({ accepted: true });
  });

  it('reports each of the three models and the blend, which is served with weights of the validation users', () => {
    const { models, chosenBecause } = evaluation;
    expect(models.map(({ model }) => model)).toEqual([...data.models, 'blend']);
    expect(chosenBecause).toMatch(
      /^Log loss on \d+ validation users: logistic-regression 0\.\d{4} \(weight 0\.\d\d\), random-forest 0\.\d{4}, gradient-boosting 0\.\d{4} \(weight 0\.\d\d\), blend 0\.\d{4}\.$/,
    );
    expect(models.filter(({ chosen }) => chosen).map(({ model }) => model)).toEqual([evaluation.model]);
    for (const { model, metrics, intervals, calibration } of models) {
      expect([model, metrics.test.rocAuc > 0.75]).toEqual([model, true]);
      expect(intervals.rocAuc.value).toBeCloseTo(metrics.test.rocAuc, 12);
      expect(intervals.logLoss.low).toBeLessThan(metrics.test.logLoss);
      expect(intervals.logLoss.high).toBeGreaterThan(metrics.test.logLoss);
      expect(calibration.ece).toBeLessThan(calibration.eceNull.percentile95 + 0.02);
      expect(calibration.slope).toBeCloseTo(1, 0);
    }
    expect(models[0]!.fit.outcome).toMatchObject({ converged: true });
  });

  it('gives curves, slices and effects of the chosen model', () => {
    const { curves, slices, effects } = evaluation;
    const users = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
    const ofTest = evaluation.split.users.test;
    expect(users(curves.calibration.map((bin) => bin.users))).toBe(ofTest);
    for (const { nullLow, meanProbability, nullHigh } of curves.calibration) {
      expect(nullLow).toBeLessThan(meanProbability);
      expect(nullHigh).toBeGreaterThan(meanProbability);
    }
    expect(curves.gains.at(-1)).toMatchObject({ share: 1, gain: 1, rows: ofTest });
    for (const by of ['device', 'active days'])
      expect(users(slices.filter((slice) => slice.by === by).map((slice) => slice.users))).toBe(ofTest);
    const sizes = effects.families.map(({ meanAbsolute }) => meanAbsolute);
    expect(sizes[0]).toBeGreaterThan(0.1);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  it('gives a report that is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });

  it('fits the logistic regression by the package where that is set, to nearly the same probabilities', async () => {
    const solvedBy = async (logisticSolver: ChurnTrainingData['logisticSolver']) => {
      const trained = await train({ ...data, models: ['logistic-regression'], logisticSolver });
      const { settings, outcome } = trained.evaluation.models[0]!.fit;
      expect(settings['solver']).toBe(logisticSolver);
      expect(outcome['converged']).toBe(true);
      return probabilitiesBy(new ChurnModel(trained.artefact), new FeatureTable(data.userIds, data.values));
    };
    const exact = await solvedBy('newton');
    const descended = await solvedBy('ml-logistic-regression');
    expect(Math.max(...exact.map((p, row) => Math.abs(p - descended[row]!)))).toBeLessThan(0.02);
  });

  it('is refused at the gate when there is nothing to learn', async () => {
    const noise = await train({ ...randomUsers(800, 0), models: ['logistic-regression'] });
    const gate = decideGate(noise.evaluation, NOTHING_LIVE);
    expect(gate.accepted).toBe(false);
    expect(gate.reasons[0]).toMatch(/^Failed: .* by chance\.$/);
  });

  it('is refused at the gate when a feature has seen the labels', async () => {
    const leaky = { ...randomUsers(800), models: ['logistic-regression'] as const };
    leaky.labels.forEach((label, i) => {
      leaky.values[i * catalogue.features.length + at('days_from_last_search')] = label;
    });
    const gate = decideGate((await train(leaky)).evaluation, NOTHING_LIVE);
    expect(gate.reasons.filter((reason) => reason.startsWith('Failed'))).toEqual([
      expect.stringContaining('too good to be true'),
    ]);
  });

  it('says what is missing when there are too few users', async () => {
    await expect(train(randomUsers(20))).rejects.toThrow(/Too few users to train/);
    const few = randomUsers(20);
    const [newest] = few.snapshots;
    const snapshots = [
      Object.assign(newest!, { missingFeatureDays: ['2017-04-02'], missingDays: ['2017-05-01'] }),
    ];
    await expect(train({ ...few, snapshots })).rejects.toThrow(
      /needs at least \d+ of each\. But 2 days of the snapshots are not complete \(2017-04-02, 2017-05-01\): load/,
    );
    const stayed = { ...randomUsers(200), labels: new Uint8Array(200) };
    await expect(train(stayed)).rejects.toThrow(/nothing to tell apart: all 200 users stayed/);
  });
});

describe('what is served', () => {
  it('has learned from test users too, after the recipe was evaluated without them', () => {
    const { split } = artefact;
    const test = splitByUser(data.userIds, { seed: split.seed, shares: [split.testShare] })[0]!;
    const labels = Uint8Array.from(test, (row) => data.labels[row]!);
    const lossBy = (which: 'served' | 'evaluated') => {
      const model = new ChurnModel(artefact, which);
      const all = probabilitiesBy(model, new FeatureTable(data.userIds, data.values));
      return logLoss(
        Float64Array.from(test, (row) => all[row]!),
        labels,
      );
    };
    expect(lossBy('evaluated')).toBeCloseTo(evaluation.metrics.test.logLoss, 6);
    expect(lossBy('served')).toBeLessThan(lossBy('evaluated'));
  });

  it('learns from older snapshots, a user on one side in all, and is evaluated on the newest alone', async () => {
    const newest = randomUsers(400);
    const older = randomUsers(1200, 1, 10);
    const stacked = {
      ...newest,
      userIds: BigInt64Array.from([...newest.userIds, ...older.userIds]),
      values: Float64Array.from([...newest.values, ...older.values]),
      labels: Uint8Array.from([...newest.labels, ...older.labels]),
      weights: Float64Array.from([...newest.weights, ...older.weights]),
      firstEvents: Uint8Array.from([...newest.firstEvents, ...older.firstEvents]),
      snapshots: [
        ...newest.snapshots,
        { snapshotDate: '2017-04-14', rows: 1200, observedDays: 28, missingDays: [], missingFeatureDays: [] },
      ],
      models: ['logistic-regression'] as const,
    };
    const [one, both] = [await train({ ...newest, models: ['logistic-regression'] }), await train(stacked)];
    const { train: few, ...others } = one.evaluation.split.users;
    const { train: many, ...same } = both.evaluation.split.users;
    expect(same).toEqual(others);
    expect(many).toBeGreaterThan(3 * few);
    expect(both.evaluation.metrics.test.users).toBe(one.evaluation.metrics.test.users);
    expect(both.evaluation.metrics.test.logLoss).toBeLessThan(one.evaluation.metrics.test.logLoss);
    // The labels of older rows of test users are not learned before the evaluation.
    const { testShare, seed } = newest;
    const turned = Uint8Array.from(stacked.labels);
    for (const row of splitByUser(stacked.userIds, { seed, shares: [testShare] })[0]!)
      if (row >= 400) turned[row] = 1 - turned[row]!;
    const again = await train({ ...stacked, labels: turned });
    expect(again.artefact.evaluated).toEqual(both.artefact.evaluated);
    expect(again.artefact.served).not.toEqual(both.artefact.served);
  });

  it('has bounds beside each probability, narrower where more is known', () => {
    const model = new ChurnModel(artefact);
    const values = Float32Array.from(data.values);
    const intervals = model.intervals(values, data.userIds.length);
    const probabilities = model.margins(values, data.userIds.length).map(sigmoid);
    const width = intervals.reduce((sum, { low, high }) => sum + (high - low) / intervals.length, 0);
    expect(width).toBeGreaterThan(0.05);
    expect(width).toBeLessThan(0.25);
    // As it is stored, in single precision.
    intervals.forEach(({ low, high }, row) => {
      expect(Math.fround(probabilities[row]!)).toBeGreaterThanOrEqual(low);
      expect(Math.fround(probabilities[row]!)).toBeLessThanOrEqual(high);
    });
  });
});

describe.each([...data.models, 'blend' as const])('scores by %s', (model) => {
  const data = randomUsers(700);
  const values = Float32Array.from(data.values);
  let trained: TrainedChurnModel;
  let scorer: ChurnModel;
  let margins: Float64Array;

  beforeAll(async () => {
    trained = await train(model === 'blend' ? data : { ...data, models: [model] });
    expect(trained.artefact.model).toBe(model);
    scorer = new ChurnModel(decodeArtefact(encodeArtefact(trained.artefact)));
    margins = scorer.margins(values, data.userIds.length);
  });

  const valuesOf = (row: number) =>
    values.subarray(row * catalogue.features.length, (row + 1) * catalogue.features.length);

  it('are calibrated probabilities, those of the held-out users kept with the model', () => {
    const test = trained.artefact.heldOut;
    expect(test.labels).toHaveLength(trained.evaluation.split.users.test);
    const table = new FeatureTable(data.userIds, data.values);
    expect(probabilitiesBy(scorer, table)).toEqual(margins.map(sigmoid));
    const evaluated = new ChurnModel(trained.artefact, 'evaluated');
    const told = new Set(probabilitiesBy(evaluated, table).map(Math.fround));
    expect([...test.probabilities].filter((p) => !told.has(p))).toEqual([]);
  });

  it("are explained by parts that add up to the log-odds of the served probability, by Platt's line", () => {
    expect(trained.artefact.served.calibrator.method).toBe('platt');
    const rows = Array.from({ length: 200 }, (_, row) => row);
    const errors = rows.map((row) => {
      const { base, contributions } = scorer.explain(valuesOf(row));
      return Math.abs(contributions.reduce((sum, part) => sum + part, base) - margins[row]!);
    });
    // A probability beyond its bounds is moved to them.
    const close = errors.filter((error) => error < 1e-8);
    expect(close.length).toBeGreaterThan(180);
  });

  it('are explained on one scale for all users, where calibration jumps or is flat too', () => {
    const { served } = trained.artefact;
    const jump = { method: 'isotonic', x: [-60, 0, 1e-9, 60], y: [-62, -1, 1, 62] } as const;
    const flat = { method: 'isotonic', x: [-60, -10, 10, 60], y: [-50, 0, 0, 50] } as const;
    for (const calibrator of [jump, flat]) {
      const bent = new ChurnModel({ ...trained.artefact, served: { ...served, calibrator } });
      const factors = Array.from({ length: 200 }, (_, row) => {
        const [own, plain] = [bent, scorer].map((one) =>
          one.explain(valuesOf(row)).contributions.reduce((sum, part) => sum + Math.abs(part), 0),
        );
        return own! / plain!;
      });
      expect(Math.max(...factors) / Math.min(...factors)).toBeCloseTo(1, 6);
      expect(factors[0]).toBeGreaterThan(0);
    }
  });

  it('are explained for a list while an export is explained, as they are one by one', async () => {
    const threads = new ScoringThreads();
    const by = { versionId: 1, model: scorer };
    const order: string[] = [];
    const explained = async (name: string, rows: number) => {
      const reasons = await threads.explained(
        by,
        values.slice(0, rows * catalogue.features.length),
        'reasons',
      );
      order.push(name);
      return reasons;
    };
    const [all, few] = await Promise.all([explained('export', 700), explained('list', 20)]);
    await threads.onApplicationShutdown();
    expect(order).toEqual(['list', 'export']);
    expect(all.slice(0, 20)).toEqual(few);
    expect(few).toEqual(Array.from({ length: 20 }, (_, row) => scorer.reasons(valuesOf(row))));
    expect(all[699]).toEqual(scorer.reasons(valuesOf(699)));
  });

  it('have reasons by size, one a family', () => {
    for (let row = 0; row < 200; row++) {
      const reasons = scorer.reasons(valuesOf(row));
      expect(reasons.length).toBeGreaterThan(0);
      const sizes = reasons.map(({ contribution }) => Math.abs(contribution));
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      expect(new Set(reasons.map(({ family }) => family)).size).toBe(reasons.length);
    }
  });

  it('would lie on the other side of what a reason says, had its quantity been typical', () => {
    const encoding = new Encoding(catalogue);
    const classifier = classifierOf(trained.artefact.served.classifier);
    const scoreOf = (quantities: Float64Array) => {
      const columns = encoding.columnsOf(quantities);
      return classifier.scores({ rows: 1, columns: columns.length, values: columns })[0]!;
    };
    for (let row = 0; row < 200; row++) {
      const quantities = encoding.valuesOf(valuesOf(row));
      for (const { feature, direction } of scorer.reasons(valuesOf(row))) {
        const index = encoding.quantities.findIndex(({ name }) => name === feature);
        const typical = trained.artefact.typical[index] ?? null;
        if (typical === null) continue;
        const change = scoreOf(quantities.with(index, typical)) - scoreOf(quantities);
        expect([feature, direction === 'raises' ? change < 0 : change > 0]).toEqual([feature, true]);
      }
    }
  });

  it('rise with an amount that raises the risk and is above the typical one, and fall with it below', () => {
    if (model !== 'logistic-regression') return;
    const { features } = catalogue;
    const windows = [1, 3, 7, 14, 30];
    let told = 0;
    for (let row = 0; row < 200; row++) {
      for (const { feature, value, reference, direction } of scorer.reasons(valuesOf(row))) {
        const [, from] = /^plays_(\d+)_to_\d+_days_ago$/.exec(feature) ?? [];
        if (from === undefined) continue;
        told++;
        // One more play on a day of that band is one more in every window that reaches it.
        const more = Float32Array.from(valuesOf(row));
        for (const days of windows)
          if (days > Number(from)) more[features.findIndex(({ name }) => name === `freq_P_last_${days}`)]!++;
        const encoding = new Encoding(catalogue);
        const index = encoding.quantities.findIndex(({ name }) => name === feature);
        expect(encoding.valuesOf(more)[index]).toBe(value! + 1);
        const { contributions: before } = scorer.explain(valuesOf(row));
        const { contributions: after } = scorer.explain(more);
        const above = value! > reference!;
        expect([feature, after[index]! > before[index]!]).toEqual([
          feature,
          (direction === 'raises') === above,
        ]);
      }
    }
    expect(told).toBeGreaterThan(10);
  });

  it('say that long silence raises the risk and recent presence lowers it', () => {
    const directions = (keep: (recency: number) => boolean) => {
      const told = [...data.labels.keys()]
        .slice(0, 600)
        .filter((row) => keep(valuesOf(row)[at('days_from_last_event')]!))
        .map((row) => scorer.reasons(valuesOf(row)).find(({ family }) => family === 'presence')?.direction);
      // Where no single quantity says it by itself, none is told.
      expect(told.filter((direction) => direction !== undefined).length).toBeGreaterThan(0.9 * told.length);
      return new Set(told.filter((direction) => direction !== undefined));
    };
    expect(directions((recency) => recency >= 25)).toEqual(new Set(['raises']));
    expect(directions((recency) => recency <= 2)).toEqual(new Set(['lowers']));
  });
});
