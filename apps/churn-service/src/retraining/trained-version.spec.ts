import { bestReachableFor } from './trained-version.js';
import { definitionOf, EVERYBODY } from '../dataset/churn-definition.js';
import { windowsOf } from '../dataset/windows.js';

const definition = definitionOf({
  CHURN_FEATURE_DAYS: 30,
  CHURN_HISTORY_DAYS: 365,
  CHURN_SNAPSHOTS: 6,
  CHURN_LABEL_DAYS: 14,
  CHURN_MISSING_LABEL_DAYS: 1,
  CHURN_ACTIVITY_KINDS: ['play', 'download', 'search', 'feedback'],
  CHURN_POPULATION_KINDS: EVERYBODY.kinds,
  CHURN_POPULATION_MIN_DAYS: 1,
});
const asked = { ...windowsOf('2017-04-28', definition), ...definition };
const known = { auc: 0.917, snapshotDate: '2017-04-28', featureDays: 30, labelDays: 14 };

describe('bestReachableFor', () => {
  it('is known for the question that the generator answered', () => {
    expect(bestReachableFor(known, asked)).toBe(known);
    expect(bestReachableFor(null, asked)).toBeNull();
  });

  it.each([
    ['another label window', { labelDays: 7 }],
    ['another feature window', { featureDays: 14 }],
    ['another day', { snapshotDate: '2017-04-21' }],
    ['silence in plays alone', { activityKinds: ['play'] as const }],
    ['regular users', { population: { kinds: EVERYBODY.kinds, minDays: 3 } }],
    [
      'facts beside events',
      { facts: [{ id: 1, name: 'plan', type: 'text', label: 'Plan', categories: [] }] as const },
    ],
    ['downloaders', { population: { kinds: ['download'] as const, minDays: 1 } }],
  ])('is not known for %s', (_, change) => {
    expect(bestReachableFor(known, { ...asked, ...change })).toBeNull();
  });
});
