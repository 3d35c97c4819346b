import { classifierOf, logLoss, sigmoid } from '#ml';
import { calibrated } from '../model/calibration.js';
import { fitModel } from './fit.js';
import { outcomesOf } from './rows.js';
import { randomUsers } from '../../../../test/support/fixtures/random-users.js';
import { servedModel } from './refit.js';
import { trainingTask } from './prepare.js';
import { trainHere } from '../../../../test/support/fixtures/train-here.js';

describe('users by the weight of their labels', () => {
  it('are learned from and measured as so many users', async () => {
    const users = randomUsers(600);
    const data = { ...users, models: ['logistic-regression'] as const, horizons: [14] };
    const weights = users.labels.map((_, row) => (row % 4 === 0 ? 3 : 1));
    const copies = Int32Array.from([...weights].flatMap((weight, row) => Array<number>(weight).fill(row)));
    const width = users.values.length / 600;
    const [weighted, copied] = await Promise.all([
      trainHere({ ...data, weights: Float64Array.from(weights) }),
      trainHere({
        ...data,
        ...outcomesOf(users, copies),
        userIds: BigInt64Array.from(copies, (row) => users.userIds[row]!),
        values: Float64Array.from(
          [...copies].flatMap((row) => [...users.values.subarray(row * width, (row + 1) * width)]),
        ),
        firstEvents: Uint8Array.from(copies, (row) => users.firstEvents[row]!),
        snapshots: users.snapshots.map((snapshot) => Object.assign({}, snapshot, { rows: copies.length })),
      }),
    ]);
    const figures = ({ evaluation: { baselines, calibration, metrics } }: typeof weighted) => [
      ...Object.entries(baselines.recency.test).flatMap(([name, value]) =>
        name === 'users' ? [] : [value as number],
      ),
      ...[calibration.before.logLoss, metrics.test.rocAuc, metrics.test.prAuc],
    ];
    expect(weighted.evaluation.metrics.test.users).toBeLessThan(copied.evaluation.metrics.test.users);
    const expected = figures(copied);
    figures(weighted).forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 9));
  });
});

describe('the model that is served', () => {
  it('promises nothing where there is nothing to know, though it has learned from everybody', () => {
    // Features say nothing: what the forest finds among its own users is chance.
    const task = trainingTask({ ...randomUsers(700, 0), models: ['random-forest'] });
    const { served } = servedModel(task, fitModel('random-forest', task));
    const classifier = classifierOf(served.classifier);
    const fresh = trainingTask(randomUsers(3_000, 0, 20));
    const margins = classifier.scores(task.encoding.matrix(fresh.data.values, 3_000));
    const loss = (of: Float64Array) => logLoss(of.map(sigmoid), fresh.data.labels);
    const rate = fresh.data.labels.reduce((sum, label) => sum + label, 0) / 3_000;
    const best = -rate * Math.log(rate) - (1 - rate) * Math.log(1 - rate);
    expect(loss(margins) - best).toBeGreaterThan(0.015);
    expect(loss(calibrated(served, margins)) - best).toBeLessThan(0.01);
  });
});
