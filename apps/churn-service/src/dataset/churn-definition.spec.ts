import { addDays } from '#common/calendar';
import fc from 'fast-check';
import { EVENT_KINDS } from '../event-kinds.js';
import { EVERYBODY, withHistory } from './churn-definition.js';
import { neededFrom } from './windows.js';

const SNAPSHOT = '2019-06-30';
const asked = (mostHistoryDays = 730, featureDays = 30) => ({
  featureDays,
  labelDays: 14,
  activityKinds: EVENT_KINDS,
  population: EVERYBODY,
  mostHistoryDays,
  mostSnapshots: 6,
  mostMissingDays: 1,
});
const firstOf = (days: number) => addDays(SNAPSHOT, 1 - days);
const history = (days: number, of = asked()) => withHistory(of, SNAPSHOT, firstOf(days)).historyDays;

describe('withHistory', () => {
  it.each([
    [30, 30],
    [53, 30],
    [54, 60],
    [60, 60],
    [229, 240],
    [286, 300],
    [287, 300],
    [5000, 730],
  ])(
    'looks back as far as logs of %d days before the snapshot do when it is served: %d',
    (days, expected) => {
      expect(history(days)).toBe(expected);
    },
  );

  it('looks back at most as far as is asked, and never less than the feature window', () => {
    expect(history(700, asked(365))).toBe(365);
    expect(history(700, asked(100))).toBe(90);
    expect(history(700, asked(1))).toBe(30);
    expect(history(700, asked(365, 365))).toBe(365);
  });

  it('is loaded but for a tenth at the snapshot, and whole when its label window has closed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 400 }), fc.integer({ min: 0, max: 800 }), (featureDays, more) => {
        const days = featureDays + more;
        const historyDays = history(days, asked(730, featureDays));
        expect(historyDays).toBeGreaterThanOrEqual(featureDays);
        expect(historyDays).toBeLessThanOrEqual(days + 14);
        const needed = neededFrom(SNAPSHOT, { featureDays, historyDays });
        expect(needed >= firstOf(days)).toBe(true);
        expect(needed <= addDays(SNAPSHOT, 1 - featureDays)).toBe(true);
      }),
      { seed: 4 },
    );
  });
});
