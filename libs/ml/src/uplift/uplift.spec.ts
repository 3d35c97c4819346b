import { assessUplift } from './assess-uplift.js';
import { forwardScores } from './forward-scores.js';
import { qiniCoefficient } from './qini.js';
import { falseProofs, simulateUplift } from '../../../../test/support/fixtures/simulated-uplift.js';
import { UpliftModel } from './uplift-model.js';

const WORTH = { contactCost: 1, value: 10, seed: 1 };

describe('qiniCoefficient', () => {
  const outcomes = Uint8Array.of(1, 0, 1, 0, 0, 1, 0, 1);
  const treated = Uint8Array.of(1, 1, 1, 1, 0, 0, 0, 0);
  const each = new Uint8Array(8).fill(1);

  it('is 1 for a ranking that knows the outcomes, and 0 where all scores are equal', () => {
    const perfect = Float64Array.from(outcomes, (outcome, i) => (treated[i] === 1 ? outcome : -outcome));
    expect(qiniCoefficient(perfect, { treated, outcomes })(each)).toBe(1);
    expect(qiniCoefficient(new Float64Array(8), { treated, outcomes })(each)).toBe(0);
  });

  it('takes ties in one step, and counts a row as often as it weighs', () => {
    const scores = Float64Array.of(0.9, 0.3, 0.8, 0.2, 0.8, 0.1, 0.4, 0.3);
    const qini = qiniCoefficient(scores, { treated, outcomes });
    // By hand: the areas above the line, which is flat here, are 9 2/3 and 12.
    expect(qini(each)).toBeCloseTo(29 / 36, 12);
    const twice = (values: ArrayLike<number>) => [...Array.from(values), ...Array.from(values)];
    const doubled = qiniCoefficient(Float64Array.from(twice(scores)), {
      treated: Uint8Array.from(twice(treated)),
      outcomes: Uint8Array.from(twice(outcomes)),
    });
    expect(doubled(new Uint8Array(16).fill(1))).toBeCloseTo(qini(each), 12);
    expect(qini(new Uint8Array(8).fill(3))).toBeCloseTo(qini(each), 12);
  });
});

describe('assessUplift', () => {
  it('proves an effect that differs, and chooses users who are worth a contact', () => {
    const data = simulateUplift(5, { users: 4000, holdout: 0.3, mechanism: 'linear' });
    const answer = assessUplift(data, { ...WORTH, resamples: 50 });
    const { isProven, learners, fifths, model, best } = answer;
    expect(isProven).toBe(true);
    const chosen = learners.find(({ learner }) => learner === best)!;
    expect(chosen.qini.low).toBeGreaterThan(0);
    // Half of the users gain more than .1, which is what a contact costs; all of them gain that on average.
    expect(chosen.chosenShare).toBeGreaterThan(0.3);
    expect(chosen.chosenShare).toBeLessThan(0.7);
    expect(chosen.gainOverAll.low).toBeGreaterThan(0);
    expect(fifths).toHaveLength(5);
    expect(fifths[0]!.value).toBeGreaterThan(fifths[4]!.value);
    expect(assessUplift(data, { ...WORTH, resamples: 50 })).toEqual(answer);
    const { uplift, users } = forwardScores(data, 1);
    const truth = users.x.values.filter((_, i) => i % 5 === 1);
    for (const learner of ['two models', 'transformed class'] as const)
      expect(correlation(uplift[learner], truth)).toBeGreaterThan(0.7);
    const others = simulateUplift(6, { users: 2000, holdout: 0.3, mechanism: 'linear' });
    expect(correlation(UpliftModel.of(model!).uplift(others.x), others.truth)).toBeGreaterThan(0.7);
  });

  it('finds an effect that no straight line follows by the boosted trees', () => {
    const data = simulateUplift(5, { users: 8000, holdout: 0.5, mechanism: 'step' });
    const answer = assessUplift(data, { ...WORTH, resamples: 10 });
    expect(answer).toMatchObject({ isProven: true, best: 'boosting with treatment' });
    const others = simulateUplift(6, { users: 2000, holdout: 0.5, mechanism: 'step' });
    expect(correlation(UpliftModel.of(answer.model!).uplift(others.x), others.truth)).toBeGreaterThan(0.6);
  });

  it('proves nothing of arms of one outcome', () => {
    const data = simulateUplift(7, { users: 1000, holdout: 0.5, mechanism: 'none' });
    const answer = assessUplift(
      { ...data, outcomes: data.treated },
      { ...WORTH, resamples: 10, permutations: 199 },
    );
    expect(answer).toMatchObject({ isProven: false, model: null });
  });

  it.each([
    ['nobody', () => 0],
    ['everybody', () => 1],
    ['all but two users', (_: number, i: number) => Number(i > 1)],
  ] as const)('proves nothing where %s stays', (_name, outcomeOf) => {
    const data = simulateUplift(7, { users: 600, holdout: 0.5, mechanism: 'none' });
    const answer = assessUplift(
      { ...data, outcomes: data.outcomes.map(outcomeOf) },
      { ...WORTH, resamples: 10, permutations: 199 },
    );
    expect(answer).toMatchObject({ isProven: false, model: null });
    for (const { qini, net } of answer.learners)
      expect([qini, net].flatMap(({ value, low, high }) => [value, low, high])).not.toContain(NaN);
  });

  it.each(['none', 'even'] as const)(
    'has no proof in 95 of 100 campaigns whose effect is %s',
    (mechanism) => {
      expect(falseProofs(mechanism, { campaigns: 100, users: 300 })).toBeLessThanOrEqual(5);
    },
  );
});

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  const sum = (of: (i: number) => number) => a.reduce((total, _, i) => total + of(i), 0);
  return (
    sum((i) => (a[i]! - ma) * (b[i]! - mb)) /
    Math.sqrt(sum((i) => (a[i]! - ma) ** 2) * sum((i) => (b[i]! - mb) ** 2))
  );
}
