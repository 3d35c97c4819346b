import { FeatureTable } from '../dataset/feature-table.js';
import type { AudienceCondition, AudienceRulesBody } from './audience-rules.dto.js';
import { Candidates, ENTERS, STAYS, WIDTH } from './candidates.js';
import type { RuleInputs } from './candidates.js';

const CUTS = { mediumFrom: 0.4, highFrom: 0.7 };
const FEATURES = ['active_days_last_7', 'days_from_first_event', 'device'];

const table = (numbers: Record<number, number>): FeatureTable =>
  new FeatureTable(
    BigInt64Array.from(Object.keys(numbers), BigInt),
    Float64Array.from(Object.values(numbers)),
  );

const INPUTS: RuleInputs = {
  snapshotDate: '2017-05-12',
  cuts: CUTS,
  features: FEATURES,
  values: table({ 1: 100, 3: 5 }),
  listed: table({ 2: 1, 5: 1 }),
  uplifts: new Map([['spring', { features: ['device'], uplift: (devices) => Float64Array.from(devices) }]]),
  before: new Map([[7, table({ 1: 0.7, 2: 0.5, 4: 0.1 })]]),
};
/** Users 1 to 5: probability, then the features. */
const SCORES: number[][] = [
  [0.8, 3, 0, 2],
  [0.7, NaN, 10, 1],
  [0.6, 0, 39, 0],
  [0.4, 7, 90, 3],
  [0.1, 1, 200, 4],
];

function candidatesOf(rules: Partial<AudienceRulesBody>): FeatureTable {
  const candidates = new Candidates(
    { match: 'all', conditions: [], minimumDays: 0, rankBy: 'probability', ...rules },
    INPUTS,
  );
  candidates.read({
    userIds: BigInt64Array.from(SCORES, (_, n) => BigInt(n + 1)),
    probabilities: Float32Array.from(SCORES, ([probability]) => probability!),
    features: Float32Array.from(SCORES.flatMap(([, ...features]) => features)),
  });
  return candidates.done();
}

const usersWith = (found: FeatureTable, column: number): number[] =>
  [...found.userIds].filter((_, row) => found.values[row * WIDTH + column] === 1).map(Number);
const entering = (rules: Partial<AudienceRulesBody>): number[] => usersWith(candidatesOf(rules), ENTERS);

describe('candidates', () => {
  it.each<[AudienceCondition, number[]]>([
    [{ probability: { from: 0.6 } }, [1, 2, 3]],
    [{ probability: { from: 0.4, below: 0.7 } }, [3, 4]],
    [{ band: { is: ['low', 'high'] } }, [1, 2, 5]],
    [{ change: { days: 7, atLeast: 0.2 } }, [2, 4]],
    [{ cohort: { from: '2017-04-03', to: '2017-05-02' } }, [2, 3]],
    [{ tenure: { atLeast: 39, below: 200 } }, [3, 4]],
    [{ device: { is: ['ip', 'other'] } }, [1, 3]],
    [{ quantity: { feature: 'active_days_last_7', below: 3 } }, [3, 5]],
    [{ quantity: { feature: 'active_days_last_7', atLeast: 0 } }, [1, 3, 4, 5]],
    [{ value: { atLeast: 5, below: 100 } }, [3]],
    [{ uplift: { campaign: 'spring', atLeast: 2 } }, [1, 4, 5]],
    [{ users: { ids: ['2', '5'] } }, [2, 5]],
    [{ reason: { family: ['plays'] } }, [1, 2, 3, 4, 5]],
  ])('meet %j', (condition, users) => expect(entering({ conditions: [condition] })).toEqual(users));

  it('meet all conditions, or any', () => {
    const conditions: AudienceCondition[] = [
      { probability: { from: 0.6 } },
      { device: { is: ['ip', 'wp'] } },
    ];
    expect(entering({ conditions })).toEqual([1]);
    expect(entering({ conditions, match: 'any' })).toEqual([1, 2, 3, 5]);
  });

  it('stay down to a lower probability, as long as they meet what else is asked', () => {
    const stayWhile = { probability: 0.3 };
    const staying = (conditions: AudienceCondition[]) =>
      usersWith(candidatesOf({ conditions, stayWhile }), STAYS);
    expect(staying([{ probability: { from: 0.6, below: 0.8 } }])).toEqual([2, 3, 4]);
    expect(staying([{ band: { is: ['high'] } }])).toEqual([1, 2, 3, 4]);
    expect(staying([{ probability: { from: 0.7 } }, { tenure: { below: 50 } }])).toEqual([1, 2, 3]);
  });

  it('are all users where there is a minimum stay, and have the value at risk as their rank', () => {
    const conditions: AudienceCondition[] = [{ probability: { from: 0.6 } }];
    expect(candidatesOf({ conditions, minimumDays: 1 }).rows).toBe(5);
    const { values, rows } = candidatesOf({ conditions, rankBy: 'valueAtRisk' });
    expect(Array.from({ length: rows }, (_, row) => values[row * WIDTH + 1])).toEqual([
      expect.closeTo(80, 4),
      0,
      expect.closeTo(3, 4),
    ]);
  });
});
