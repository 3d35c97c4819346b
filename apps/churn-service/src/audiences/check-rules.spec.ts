import { featureCatalogue } from '../dataset/feature-catalogue.js';
import type { AudienceRulesBody } from './audience-rules.dto.js';
import { featureProblems, featuresOf, problemsOf } from './check-rules.js';

const rules = (given: Partial<AudienceRulesBody>): AudienceRulesBody => ({
  match: 'all',
  conditions: [{ probability: { from: 0.6 } }],
  minimumDays: 0,
  order: 'risk',
  ...given,
});

describe('rules of an audience', () => {
  it.each<Partial<AudienceRulesBody>>([
    {},
    { conditions: [{ cohort: { from: '2017-05-01', to: '2017-05-01' } }] },
    { conditions: [{ band: { is: ['high'] } }, { users: { ids: ['1'] } }], stayWhile: { probability: 0.5 } },
  ])('may be %j', (given) => expect(problemsOf(rules(given))).toEqual([]));

  it.each<[Partial<AudienceRulesBody>, string]>([
    [{ conditions: [{}] }, 'conditions[0] must have exactly one member'],
    [{ conditions: [{ probability: { from: 0.1 }, value: { atLeast: 1 } }] }, 'exactly one member'],
    [{ conditions: [{ tenure: {} }] }, 'must have a bound'],
    [{ conditions: [{ probability: { from: 0.6, below: 0.6 } }] }, 'end before it begins'],
    [{ conditions: [{ cohort: { from: '2017-05-02', to: '2017-05-01' } }] }, 'end before it begins'],
    [{ conditions: [{ users: { ids: ['1'] } }, { users: { ids: ['2'] } }] }, 'at most once'],
    [{ conditions: [{ value: { below: 3 } }], stayWhile: { probability: 0.5 } }, 'stayWhile needs'],
  ])('may not be %j', (given, problem) =>
    expect(problemsOf(rules(given))).toEqual([expect.stringContaining(problem)]),
  );

  it('name features of the catalogue', () => {
    const conditions = [
      { tenure: { atLeast: 3 } },
      { device: { is: ['ip' as const] } },
      { quantity: { feature: 'active_days_last_7', atLeast: 1 } },
      { quantity: { feature: 'active_days_last_8', atLeast: 1 } },
    ];
    const catalogue = featureCatalogue({ featureDays: 30, historyDays: 30 });
    expect(featureProblems(featuresOf(conditions), catalogue)).toEqual([
      'active_days_last_8 is no feature of the live version; the nearest known one is active_days_last_7',
    ]);
  });
});
