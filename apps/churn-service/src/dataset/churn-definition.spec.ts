import { addDays } from '#common/calendar';
import fc from 'fast-check';
import { EVENT_KINDS } from '../event-kinds.js';
import { EVERYBODY, withHistory } from './churn-definition.js';

const SNAPSHOT = '2019-06-30';
const asked = (mostSnapshots: number, mostHistoryDays = 730, featureDays = 30) => ({
  featureDays,
  labelDays: 14,
  activityKinds: EVENT_KINDS,
  population: EVERYBODY,
  mostHistoryDays,
  mostSnapshots,
  mostMissingDays: 1,
});
const history = (days: number, of = asked(6)) =>
  withHistory(of, SNAPSHOT, addDays(SNAPSHOT, 1 - days)).historyDays;

describe('withHistory', () => {
  it.each([
    [30, 30],
    [86, 30],
    [134, 30],
    [135, 60],
    [165, 90],
    [700, 545],
    [5000, 730],
  ])('leaves room for six snapshots: of %d days to the newest it looks at %d', (days, expected) => {
    expect(history(days)).toBe(expected);
  });

  it('looks back as far as one snapshot has days, at most as far as is asked', () => {
    expect(history(86, asked(1))).toBe(60);
    expect(history(700, asked(1, 365))).toBe(365);
    expect(history(700, asked(1, 100))).toBe(90);
    expect(history(700, asked(1, 1))).toBe(30);
    expect(history(700, asked(1, 365, 365))).toBe(365);
  });

  it('is loaded before each of as many snapshots as fit, and never shorter than the feature window', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 400 }),
        fc.integer({ min: 0, max: 800 }),
        fc.integer({ min: 1, max: 26 }),
        (featureDays, more, mostSnapshots) => {
          const days = featureDays + more;
          const fitting = Math.min(mostSnapshots, 1 + Math.floor(more / 15));
          const historyDays = history(days, asked(mostSnapshots, 730, featureDays));
          expect(historyDays).toBeGreaterThanOrEqual(featureDays);
          expect(historyDays + (fitting - 1) * 15).toBeLessThanOrEqual(days);
        },
      ),
      { seed: 4 },
    );
  });
});
