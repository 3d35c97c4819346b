import { ones, SeededRandom } from '#ml';
import measureOutcome from './measure-outcome.worker.js';
import type { HeldOut } from '../model/churn-artefact.js';

const DRAWS = { resamples: 100, seed: 1 };

function columns(probabilities: number[], labels: number[], days: number[]): HeldOut {
  return {
    probabilities: Float64Array.from(probabilities),
    labels: Uint8Array.from(labels),
    daysSinceLastEvent: Float64Array.from(days),
    weights: ones(days.length),
  };
}

const measured = (of: HeldOut) => measureOutcome({ columns: of, draws: DRAWS });

describe('measureOutcome', () => {
  it('compares probabilities with what happened, beside recency on the same users', () => {
    const outcome = measured(columns([0.9, 0.6, 0.4, 0.1], [1, 0, 1, 0], [9, 1, 8, 2]));
    expect(outcome).toMatchObject({
      users: 4,
      churnRate: 0.5,
      meanProbability: 0.5,
      rocAuc: 0.75,
      recencyRocAuc: 1,
    });
    expect(outcome.prAuc).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(outcome.brier).toBeCloseTo((0.01 + 0.36 + 0.36 + 0.01) / 4, 12);
    expect(outcome.logLoss).toBeCloseTo(-(2 * Math.log(0.9) + 2 * Math.log(0.4)) / 4, 12);
  });

  it('has no ranking measures when all did the same', () => {
    const outcome = measured(columns([0.9, 0.6], [0, 0], [9, 1]));
    expect(JSON.parse(JSON.stringify(outcome))).toMatchObject({
      churnRate: 0,
      rocAuc: null,
      prAuc: null,
      recencyRocAuc: null,
      intervals: { rocAuc: { value: null, low: null }, prAuc: { value: null, low: null } },
      calibration: null,
    });
    expect(outcome.brier).toBeCloseTo((0.81 + 0.36) / 2, 12);
    expect(outcome.intervals.brier.value).toBe(outcome.brier);
  });

  it('says how sure it is, and of which tenths the probabilities are right', () => {
    const random = new SeededRandom(3);
    const p = Array.from({ length: 4_000 }, () => random.next());
    // Those above 0.8 churn less often than they should.
    const labels = p.map((own) => (random.next() < Math.min(own, 0.8) ? 1 : 0));
    const outcome = measured(
      columns(
        p,
        labels,
        p.map(() => 1),
      ),
    );
    for (const measure of ['rocAuc', 'prAuc', 'brier', 'logLoss'] as const) {
      const { value, low, high } = outcome.intervals[measure];
      expect(value).toBe(outcome[measure]);
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
    }
    expect(outcome.bins.reduce((sum, { users }) => sum + users, 0)).toBe(4_000);
    const [third, last] = [outcome.bins[2]!, outcome.bins.at(-1)!];
    expect(Math.abs(third.rate - third.meanProbability)).toBeLessThan(0.08);
    expect(last.meanProbability).toBeGreaterThan(0.9);
    expect(last.rate).toBeLessThan(last.nullLow);
    expect(outcome.calibration!.slope).toBeLessThan(1);
  });
});
