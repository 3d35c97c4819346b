import { classifierOf, logLoss, rocAuc, SeededRandom, splitByUser } from '#ml';
import { silentThrough } from '../dataset/follow-up.js';
import { HorizonModel } from '../model/horizon-model.js';
import { fitHorizons, horizonsOf, refitHorizons } from './fit-horizons.js';
import { fitModel } from './fit.js';
import { at, catalogue, randomUsers } from '../../../../test/support/fixtures/random-users.js';
import { trainingTask } from './prepare.js';
import type { ChurnTrainingData } from './prepare.js';

const NEWEST = 700;
const OLDER = 1500;
const [NEWEST_OBSERVED, OLDER_OBSERVED] = [14, 32];

/** Users of two snapshots who come back at a rate of their own, the sooner the more recently they were there. */
function returningUsers(seed: number): ChurnTrainingData {
  const data = randomUsers(NEWEST + OLDER, 1, seed);
  const random = new SeededRandom(seed + 100);
  const firstEvents = data.labels.map((_, row) => {
    const recency = data.values[row * catalogue.features.length + at('days_from_last_event')]!;
    const rate = Math.exp(-1 - recency / 8);
    const day = Math.ceil(-Math.log(1 - random.next()) / rate);
    return day <= (row < NEWEST ? NEWEST_OBSERVED : OLDER_OBSERVED) ? day : 0;
  });
  return {
    ...data,
    firstEvents,
    labels: silentThrough(14, firstEvents),
    snapshots: [
      {
        snapshotDate: '2017-04-28',
        rows: NEWEST,
        observedDays: NEWEST_OBSERVED,
        missingDays: [],
        missingFeatureDays: [],
      },
      {
        snapshotDate: '2017-04-10',
        rows: OLDER,
        observedDays: OLDER_OBSERVED,
        missingDays: [],
        missingFeatureDays: [],
      },
    ],
    models: ['logistic-regression'],
  };
}

const data = returningUsers(1);
const task = trainingTask(data);
const fitted = fitHorizons(task);
/** Of the label window, whatever model gives them. */
const logistic = classifierOf(fitModel('logistic-regression', task).model);

describe('the horizons of a version', () => {
  it('are the standard ones and that of the label window', () => {
    expect(horizonsOf(14)).toEqual([7, 14, 30, 60]);
    expect(horizonsOf(10)).toEqual([7, 10, 14, 30, 60]);
  });

  it('are offered as far as a snapshot was followed, and it is said why not the others', () => {
    expect(fitted.ends).toEqual([7, 14, 30]);
    expect(fitted.notOffered).toEqual([
      { days: 60, because: 'no snapshot is followed by 60 complete days of logs; the longest are 32' },
    ]);
  });

  it('learn nothing of days in which a campaign contacted a user', () => {
    const isTreated = (row: number) => row % 5 === 0;
    const weights = data.labels.map((_, row) => (isTreated(row) ? 0 : 1));
    const longerWeights = new Map([[30, Float64Array.from(weights)]]);
    const fittedTo = (firstEvents: Uint8Array) =>
      fitHorizons(trainingTask({ ...data, firstEvents, longerWeights }));
    const broughtBack = data.firstEvents.map((day, row) =>
      isTreated(row) && (day === 0 || day > 14) ? 15 + (row % 10) : day,
    );
    const free = fittedTo(data.firstEvents);
    expect(fittedTo(broughtBack)).toEqual(free);
    expect(free).not.toEqual(fitted);
  });

  it('are the label window alone where its own days were not seen whole, or nothing else is asked for', () => {
    const broken = {
      ...data,
      snapshots: data.snapshots.map(({ snapshotDate, rows }) => ({
        snapshotDate,
        rows,
        observedDays: 9,
        missingDays: [],
        missingFeatureDays: [],
      })),
    };
    const alone = fitHorizons(trainingTask(broken));
    expect([alone.ends, alone.classifier]).toEqual([[14], null]);
    expect(alone.notOffered.map(({ days }) => days)).toEqual([7, 30, 60]);
    expect(alone.notOffered[0]!.because).toContain('the 14 days of the label window');
    const single = fitHorizons(trainingTask({ ...data, horizons: [14] }));
    expect([single.ends, single.notOffered]).toEqual([[14], []]);
  });

  it('never rise and say of the label window what is served, whatever that is', () => {
    const random = new SeededRandom(5);
    const served = Float64Array.from(data.labels, () => random.next() ** 2);
    const silence = new HorizonModel(fitted, 14).silence(task.x, served);
    for (let row = 0; row < served.length; row++) {
      const [week, labelWindow, month] = silence.subarray(3 * row, 3 * row + 3);
      expect(labelWindow).toBe(served[row]);
      expect(week! >= labelWindow! && labelWindow! >= month! && month! >= 0 && week! <= 1).toBe(true);
    }
  });

  it('tell of other users how many stay silent, and who', () => {
    const others = returningUsers(2);
    const model = new HorizonModel(fitted, 14);
    const x = task.encoding.matrix(others.values, others.userIds.length);
    const silence = model.silence(x, logistic.probabilities(x));
    for (const [k, days] of fitted.ends.entries()) {
      const rows = Int32Array.from({ length: OLDER }, (_, i) => NEWEST + i);
      const labels = silentThrough(days, others.firstEvents).subarray(NEWEST);
      const told = Float64Array.from(rows, (row) => silence[3 * row + k]!);
      const mean = (values: ArrayLike<number>) =>
        Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
      expect(Math.abs(mean(told) - mean(labels))).toBeLessThan(0.03);
      expect(rocAuc(told, labels)).toBeGreaterThan(0.7);
    }
  });

  it('are served by a hazard that learned from users of every side, calibrated as it was evaluated', () => {
    const served = refitHorizons(task, fitted);
    expect({ ...served, classifier: fitted.classifier }).toEqual(fitted);
    const test = new Set(task.sides.testOfAll);
    const labels = silentThrough(30, data.firstEvents);
    const rows = Int32Array.from(test).filter((row) => row >= NEWEST);
    const loss = (of: typeof fitted) => {
      const model = new HorizonModel(of, 14);
      const silence = model.silence(task.x, logistic.probabilities(task.x));
      return logLoss(
        Float64Array.from(rows, (row) => silence[3 * row + 2]!),
        Uint8Array.from(rows, (row) => labels[row]!),
      );
    };
    expect(loss(served)).toBeLessThan(loss(fitted));
    const turned = data.firstEvents.map((first, row) => (test.has(row) ? (first === 0 ? 3 : 0) : first));
    expect(refitHorizons(trainingTask({ ...data, firstEvents: turned }), fitted)).not.toEqual(served);
    expect(refitHorizons(task, { ...fitted, classifier: null }).classifier).toBeNull();
  });

  it('learn nothing of test users, nor of days behind those that were observed', () => {
    const test = new Set(splitByUser(data.userIds, { seed: data.seed, shares: [data.testShare] })[0]);
    const turned = data.firstEvents.map((first, row) => (test.has(row) ? (first === 0 ? 3 : 0) : first));
    expect(fitHorizons(trainingTask({ ...data, firstEvents: turned }))).toEqual(fitted);
    const beyond = data.firstEvents.map((first, row) =>
      first === 0 ? (row < NEWEST ? NEWEST_OBSERVED : OLDER_OBSERVED) + 1 : first,
    );
    expect(fitHorizons(trainingTask({ ...data, firstEvents: beyond }))).toEqual(fitted);
  });
});
