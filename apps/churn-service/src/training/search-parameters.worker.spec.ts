import { splitByUser } from '#ml';
import { DEFAULT_PARAMETERS } from './model-parameters.js';
import { randomUsers } from './random-users.fixture.js';
import searchParameters from './search-parameters.worker.js';
import { VALIDATION_SHARE } from './prepare.js';
import type { ChurnTrainingData } from './prepare.js';
import { withoutTestUsers } from './rows.js';

const users: ChurnTrainingData = { ...randomUsers(900), models: ['logistic-regression'] };
const search = (data: ChurnTrainingData, attempts = 8) =>
  searchParameters({ data, limits: { attempts, seconds: 3600 } }, () => undefined);

/** The same users, of which those on one side (0 test, 1 validation) turned out the other way and looked otherwise. */
function turned(side: 0 | 1): ChurnTrainingData {
  const { testShare, seed } = users;
  const rows = splitByUser(users.userIds, { seed, shares: [testShare, VALIDATION_SHARE] })[side]!;
  const [values, labels] = [Float64Array.from(users.values), Uint8Array.from(users.labels)];
  const width = values.length / labels.length;
  for (const row of rows) {
    values.fill(29, row * width, (row + 1) * width);
    labels[row] = 1 - labels[row]!;
  }
  return { ...users, values, labels };
}

describe('a search for parameters of the models', () => {
  it('betters a bad start, each kind by its own parameters', async () => {
    const defaults: Readonly<typeof DEFAULT_PARAMETERS> = DEFAULT_PARAMETERS;
    const start = { ...defaults, shrinkage: 50_000, maxLeaves: 2, learningRate: 0.01, l2: 400 };
    const data = { ...users, models: ['logistic-regression', 'gradient-boosting'] as const };
    const told: string[] = [];
    const { attempts, models, best } = await searchParameters(
      { data: { ...data, parameters: start }, limits: { attempts: 14, seconds: 3600 } },
      ({ model, attempts: made }) => told.push(`${model} ${made}`),
    );
    expect(attempts).toHaveLength(14);
    expect(told).toHaveLength(14);
    expect(told.slice(0, 3)).toEqual([
      'logistic-regression 0',
      'logistic-regression 1',
      'gradient-boosting 2',
    ]);
    for (const { model, startLogLoss, bestLogLoss, gain, taken } of models) {
      const own = attempts.filter((attempt) => attempt.model === model);
      expect(own[0]).toEqual({ model, parameters: start, logLoss: startLogLoss });
      expect(Math.min(...own.map(({ logLoss }) => logLoss))).toBe(bestLogLoss);
      // Of the calibration users, who did not choose it.
      expect(gain.value).toBeGreaterThan(0);
      expect(Math.abs(gain.value - (startLogLoss - bestLogLoss))).toBeGreaterThan(1e-6);
      expect(taken).toBe(true);
    }
    expect(best.shrinkage).toBeLessThan(start.shrinkage);
    expect(best.l2).toBeLessThan(start.l2);
    expect(best.forestLeafShare).toBe(start.forestLeafShare);
  });

  it('sees no test users: whatever becomes of them, it finds the same', async () => {
    const found = await search(users);
    expect(await search(turned(0))).toEqual(found);
    expect(await search(turned(1))).not.toEqual(found);
    const seen = withoutTestUsers(users, users);
    expect(seen.userIds.length).toBeLessThan(users.userIds.length);
    expect(seen.snapshots[0]!.rows).toBe(seen.userIds.length);
  });

  it('tests what it found on users that did not choose it: chance alone is seldom followed', async () => {
    const taken: boolean[] = [];
    for (let seed = 1; seed <= 12; seed++) {
      const { models } = await search({ ...randomUsers(900, 1, seed), models: ['logistic-regression'] }, 10);
      taken.push(...models.map((model) => model.taken));
    }
    expect(taken.filter(Boolean).length).toBeLessThan(4);
  });

  it('keeps the start where nothing is better', async () => {
    const { best, models } = await search(users, 1);
    expect(best).toEqual(DEFAULT_PARAMETERS);
    expect(models).toEqual([
      expect.objectContaining({ taken: false, gain: expect.objectContaining({ value: 0 }) as unknown }),
    ]);
  });

  it('begins nothing once its seconds are over, but for the start of each kind', async () => {
    let clock = 0;
    const data: ChurnTrainingData = { ...users, models: ['logistic-regression', 'gradient-boosting'] };
    const { attempts } = await searchParameters(
      { data, limits: { attempts: 50, seconds: 10 } },
      () => undefined,
      () => (clock += 6_000),
    );
    expect(attempts.map(({ model }) => model)).toEqual(['logistic-regression', 'gradient-boosting']);
  });
});
