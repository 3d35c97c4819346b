import { SeededRandom } from '#ml';
import { quantilesOf } from '../model/score-quantiles.js';
import { scoreDrift, truncatedPopulation } from './score-drift.js';

const WINDOWS = { featureDays: 30, labelDays: 14 };
const random = new SeededRandom(3);
const scores = (users: number, of: () => number) => {
  const probabilities = Float32Array.from({ length: users }, () => Math.min(1, Math.max(0, of())));
  return { userCount: users, quantiles: quantilesOf(probabilities) };
};
const spread = (shift = 0) => random.next() ** 2 + shift;

describe('drift of scores', () => {
  it('is nothing between a day and itself', () => {
    const day = scores(9_000, spread);
    expect(scoreDrift(day, day)).toMatchObject({ psi: 0, verdict: 'noise' });
  });

  it('is small between two halves of one population, and sees a shift', () => {
    const day = scores(9_000, spread);
    expect(scoreDrift(day, scores(9_000, spread))!.psi).toBeLessThan(0.01);
    expect(
      scoreDrift(
        day,
        scores(9_000, () => spread(0.2)),
      )!.psi,
    ).toBeGreaterThan(0.25);
  });

  it('does not take a hair for a shift where many users have nearly one score', () => {
    // A quarter of the users, as far up as a bin ends.
    const atom = (at: number) => () => (random.next() < 0.25 ? at : random.next() * 0.93);
    const day = scores(9_000, atom(0.93));
    expect(scoreDrift(day, scores(9_000, atom(0.931)))!.psi).toBeLessThan(0.02);
    expect(scoreDrift(day, scores(9_000, atom(0.6)))!.psi).toBeGreaterThan(0.1);
  });

  it('is unknown without users', () => {
    expect(scoreDrift(scores(10, spread), { userCount: 0, quantiles: [] })).toBeNull();
  });
});

describe('truncatedPopulation', () => {
  it('is one whose window the logs begin in', () => {
    expect(truncatedPopulation('2017-04-28', WINDOWS, '2017-03-29')).toBeNull();
    expect(truncatedPopulation('2017-04-28', WINDOWS, null)).toBeNull();
    expect(truncatedPopulation('2017-04-28', WINDOWS, '2017-03-30')).toContain('began on 2017-03-30');
  });
});
