import { SeededRandom } from '#ml';
import measureOutcome from './measure-outcome.worker.js';
import { outcomeTrends } from './outcome-trend.js';
import { outcomeWeeks } from './outcome-weeks.js';
import type { MaturedSet } from './outcome-weeks.js';

const USERS = 800;

/** A snapshot whose probabilities are `bias` too high. */
function set(snapshotDate: string, seed: number, bias = 0): MaturedSet {
  const random = new SeededRandom(seed);
  const truth = Float64Array.from({ length: USERS }, () => 0.05 + 0.7 * random.next());
  const labels = Uint8Array.from(truth, (p) => (random.next() < p ? 1 : 0));
  const probabilities = truth.map((p) => Math.max(0.01, p + bias));
  const columns = { probabilities, labels, daysSinceLastEvent: truth };
  return {
    snapshotDate,
    version: 1,
    labelDays: 14,
    outcome: measureOutcome({ columns, draws: { resamples: 20, seed } }),
  };
}

describe('weeks of outcomes', () => {
  it('add up the snapshots of a week, and say whether their probabilities happened', () => {
    const sets = [
      set('2017-05-14', 3, 0.1),
      set('2017-05-02', 1),
      set('2017-05-07', 2),
      set('2017-05-16', 4, -0.1),
    ];
    const weeks = outcomeWeeks(sets);
    expect(weeks.map(({ week, snapshots, scores, verdict }) => [week, snapshots, scores, verdict])).toEqual([
      ['2017-05-01', 2, 2 * USERS, 'right'],
      ['2017-05-08', 1, USERS, 'too high'],
      ['2017-05-15', 1, USERS, 'too low'],
    ]);
    const rate = (sets[1]!.outcome.churnRate + sets[2]!.outcome.churnRate) / 2;
    expect(weeks[0]!.churnRate).toBeCloseTo(rate, 12);
    expect(weeks[0]!.bins.reduce((sum, { users }) => sum + users, 0)).toBe(2 * USERS);
    // Two snapshots of the same users are no more evidence than one.
    expect(weeks[0]!.difference.standardError / weeks[1]!.difference.standardError).toBeCloseTo(1, 1);
    expect(weeks[1]!.ece).toBeGreaterThan(0.05);
  });
});

describe('the trend of outcomes', () => {
  const days = ['2017-01-01', '2017-01-31', '2017-03-02', '2017-04-01', '2017-05-01'];

  it('is steady where nothing changes, and falls where the model knows less each month', () => {
    const steady = outcomeTrends(days.map((day, k) => set(day, 20 + k)));
    expect(steady.map(({ measure, direction }) => [measure, direction])).toEqual([
      ['rocAuc', 'steady'],
      ['brier', 'steady'],
      ['logLoss', 'steady'],
    ]);
    const worse = days.map((day, k) => {
      const known = set(day, 10 + k);
      known.outcome.intervals.rocAuc.value = 0.9 - 0.05 * k;
      return known;
    });
    expect(outcomeTrends(worse)[0]).toMatchObject({
      direction: 'falling',
      snapshots: 5,
      from: days[0],
      to: days[4],
    });
    expect(outcomeTrends(worse)[0]!.per30Days!.value).toBeCloseTo(-0.05, 6);
  });

  it('counts no day of silence twice, and says nothing of fewer than three snapshots', () => {
    const daily = ['2017-05-01', '2017-05-02', '2017-05-14', '2017-05-15', '2017-05-28', '2017-05-29'];
    const [trend] = outcomeTrends(daily.map((day, k) => set(day, k)));
    expect(trend).toMatchObject({ snapshots: 3, from: '2017-05-01', to: '2017-05-29' });
    expect(outcomeTrends([])[0]).toEqual({
      measure: 'rocAuc',
      snapshots: 0,
      from: null,
      to: null,
      per30Days: null,
      direction: 'unknown',
    });
  });
});
