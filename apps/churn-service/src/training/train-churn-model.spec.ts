import { EVENT_KINDS, EVERYBODY } from '../labels/churn-definition.js';
import { linearBaseMargin, SeededRandom, sigmoid } from '#ml';
import { decideGate } from '../evaluation/gate.js';
import { featureCatalogue } from '../features/feature-catalogue.js';
import { FeatureTable } from '../features/feature-table.js';
import { decodeArtefact, encodeArtefact, linearModelOf } from '../models/churn-artefact.js';
import { ChurnScorer } from '../scoring/churn-scorer.js';
import { trainChurnModel } from './train-churn-model.js';
import type { ChurnTrainingData } from './train-churn-model.js';

const catalogue = featureCatalogue(30);
const at = (name: string) => catalogue.features.findIndex((feature) => feature.name === name);

/** Users whose chance to churn follows from recency and plays, or (signal 0) from nothing. */
function users(count: number, signal = 1, seed = 9): ChurnTrainingData {
  const random = new SeededRandom(seed);
  const width = catalogue.features.length;
  const values = new Float64Array(count * width);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const row = values.subarray(i * width, (i + 1) * width);
    const recency = random.int(30);
    const plays = Math.floor(Math.exp(3 + 1.5 * random.normal()));
    for (const days of [1, 3, 7, 14, 30]) {
      row[at(`freq_P_last_${days}`)] = recency < days ? Math.ceil((plays * (days - recency)) / 30) : 0;
      row[at(`play_seconds_last_${days}`)] = row[at(`freq_P_last_${days}`)]! * 180;
    }
    for (const days of [1, 3, 7, 14, 30]) {
      row[at(`active_days_last_${days}`)] = recency < days ? Math.ceil((days - recency) / 2) : 0;
    }
    row[at('days_from_last_play')] = recency;
    row[at('days_from_last_event')] = recency;
    row[at('days_from_last_download')] = random.next() < 0.5 ? NaN : random.int(30);
    row[at('days_from_last_search')] = NaN;
    row[at('device')] = random.next() < 0.85 ? 1 : 2;
    const margin = 0.15 * (recency - 12) - 0.8 * (Math.log1p(plays) - 3);
    labels[i] = random.next() < sigmoid(signal * margin + 0.4) ? 1 : 0;
  }
  return {
    snapshotDate: '2017-04-28',
    featureDays: 30,
    activityKinds: EVENT_KINDS,
    population: EVERYBODY,
    labelDays: 14,
    userIds: BigInt64Array.from({ length: count }, (_, i) => BigInt(168_000_000 + i)),
    values,
    labels,
    seed: 42,
    testShare: 0.2,
  };
}

describe('trainChurnModel', () => {
  const data = users(3000);
  const { artefact, evaluation } = trainChurnModel(data);

  it('beats both baselines on users it has not seen, and says so at the gate', () => {
    const { metrics, baselines } = evaluation;
    expect(metrics.train.users + metrics.test.users).toBe(3000);
    expect(metrics.test.rocAuc).toBeGreaterThan(baselines.recency.test.rocAuc + 0.01);
    expect(metrics.test.logLoss).toBeLessThan(baselines.recency.test.logLoss);
    expect(metrics.test.brier).toBeLessThan(baselines.recency.test.brier);
    expect(baselines.baseRate.test.rocAuc).toBe(0.5);
    const gate = decideGate(evaluation);
    expect(gate.accepted).toBe(true);
    expect(gate.reasons).toHaveLength(5);
  });

  it('converges although windows are nested and columns constant, and says how far it is from the minimum', () => {
    expect(evaluation.solver.converged).toBe(true);
    expect(evaluation.solver.directions).toBeLessThan(evaluation.solver.columns);
    expect(evaluation.solver.steps).toBeLessThanOrEqual(128);
  });

  it('orders coefficients by size', () => {
    const sizes = evaluation.coefficients.map(({ standardised }) => Math.abs(standardised));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  it('gives the same bytes for the same data and seed', () => {
    expect(encodeArtefact(trainChurnModel(users(3000)).artefact)).toEqual(encodeArtefact(artefact));
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });

  it('is refused at the gate when there is nothing to learn', () => {
    const gate = decideGate(trainChurnModel(users(2000, 0)).evaluation);
    expect(gate.accepted).toBe(false);
    expect(gate.reasons[0]).toMatch(/^Failed: .* by chance\.$/);
  });

  it('says what is missing when there are too few users', () => {
    expect(() => trainChurnModel(users(20))).toThrow(/Too few users to train/);
  });

  const scorer = new ChurnScorer(decodeArtefact(encodeArtefact(artefact)));
  const scores = scorer.score(new FeatureTable(data.userIds, data.values));

  it('scores what it has learned from, with reasons by size that belong to the score', () => {
    const some = scorer.score(new FeatureTable(data.userIds, data.values), 10, 20);
    expect(some).toEqual(scores.slice(10, 20));
    expect(some.map(({ userId }) => userId)).toEqual(
      Array.from({ length: 10 }, (_, i) => String(168_000_010 + i)),
    );
    for (const { probability, margin, reasons } of scores) {
      expect(probability).toBeCloseTo(sigmoid(margin), 12);
      expect(reasons.length).toBeGreaterThan(0);
      const sizes = reasons.map(({ contribution }) => Math.abs(contribution));
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      expect(new Set(reasons.map(({ family }) => family)).size).toBe(reasons.length);
    }
  });

  it('says that long silence raises the risk and recent presence lowers it', () => {
    const direction = (keep: (recency: number) => boolean) =>
      scores
        .filter((_, i) => keep(data.values[i * catalogue.features.length + at('days_from_last_event')]!))
        .map(({ reasons }) => reasons.find(({ family }) => family === 'presence')?.direction);
    expect(new Set(direction((recency) => recency >= 25))).toEqual(new Set(['raises']));
    expect(new Set(direction((recency) => recency <= 2))).toEqual(new Set(['lowers']));
  });

  it('adds up: the base margin and the contributions of all families are the margin', () => {
    const base = linearBaseMargin(linearModelOf(artefact));
    for (const { margin, reasons } of scores) {
      const told = reasons.reduce((sum, { contribution }) => sum + contribution, base);
      // There are six families; one that is not told has moved less than 0.05.
      expect(Math.abs(margin - told)).toBeLessThanOrEqual(0.05 * (6 - reasons.length) + 1e-4);
    }
  });
});

describe('decodeArtefact', () => {
  const { artefact } = trainChurnModel(users(1000));

  it('refuses a model of other feature definitions or of another shape', () => {
    const changed = (change: object) => Buffer.from(JSON.stringify({ ...artefact, ...change }));
    expect(() => decodeArtefact(changed({ catalogueHash: 'other' }))).toThrow('other feature definitions');
    expect(() => decodeArtefact(changed({ weights: [1] }))).toThrow('other feature definitions');
    expect(() => decodeArtefact(changed({ format: 2 }))).toThrow('cannot read');
  });
});
