import { ones, splitByUser } from '#ml';
import { at, catalogue, randomUsers } from '../../../../test/support/fixtures/random-users.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { chooseHere } from '../../../../test/support/fixtures/train-here.js';
import { CALIBRATION_SHARE, VALIDATION_SHARE } from './prepare.js';
import type { ChurnTrainingData } from './prepare.js';

/** Two snapshots of the same users. */
const users = randomUsers(900);
const older = randomUsers(900, 1, 10);
const data: ChurnTrainingData = {
  ...users,
  snapshots: [
    ...users.snapshots,
    { snapshotDate: '2017-04-14', rows: 900, observedDays: 14, missingDays: [], missingFeatureDays: [] },
  ],
  userIds: BigInt64Array.from([...users.userIds, ...older.userIds]),
  values: Float64Array.from([...users.values, ...older.values]),
  labels: Uint8Array.from([...users.labels, ...older.labels]),
  weights: ones(1800),
  firstEvents: Uint8Array.from([...users.firstEvents, ...older.firstEvents]),
};

/**
 * The same data, but with users of one side of the split who all did what the busiest did and became
 * something else, in both snapshots.
 */
function disturbed(side: 'test' | 'calibration'): ChurnTrainingData {
  const { seed, testShare } = data;
  const shares = [testShare, VALIDATION_SHARE, CALIBRATION_SHARE];
  const rows = splitByUser(data.userIds, { seed, shares })[side === 'test' ? 0 : 2]!;
  const [values, labels] = [Float64Array.from(data.values), Uint8Array.from(data.labels)];
  const firstEvents = Uint8Array.from(data.firstEvents);
  const weights = Float64Array.from(data.weights);
  const width = catalogue.features.length;
  const plays = Array.from(data.labels, (_, row) => data.values[row * width + at('freq_P_last_30')]!);
  const busiest = plays.indexOf(Math.max(...plays));
  for (const row of rows) {
    values.set(data.values.subarray(busiest * width, (busiest + 1) * width), row * width);
    labels[row] = 1 - labels[row]!;
    weights[row] = 7;
    firstEvents[row] = labels[row] === 1 ? 0 : 5;
  }
  expect(rows.length).toBeGreaterThan(100);
  return { ...data, values, labels, firstEvents, weights };
}

describe.each(data.models)('a %s', (kind) => {
  const learned = (from: ChurnTrainingData) => chooseHere({ ...from, models: [kind] });
  let expected: ChurnArtefact;

  beforeAll(async () => {
    expected = await learned(data);
  });

  it('that is evaluated owes nothing to test users: no column, scale, bin edge, parameter or calibration', async () => {
    const { evaluated, typical, columns, horizons } = await learned(disturbed('test'));
    // What is served was fitted again to everybody.
    const { classifier } = expected.horizons;
    expect({ evaluated, typical, columns, horizons: { ...horizons, classifier } }).toEqual({
      evaluated: expected.evaluated,
      typical: expected.typical,
      columns: expected.columns,
      horizons: expected.horizons,
    });
  });

  it('is calibrated on users that it was not fitted to', async () => {
    const { evaluated, horizons } = await learned(disturbed('calibration'));
    expect(evaluated.classifier).toEqual(expected.evaluated.classifier);
    expect(evaluated.calibrator).not.toEqual(expected.evaluated.calibrator);
    expect(evaluated.bounds).not.toEqual(expected.evaluated.bounds);
    expect(horizons.calibrators).not.toEqual(expected.horizons.calibrators);
  });
});
