import { addDays } from '#common/calendar';
import fc from 'fast-check';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { cohortOf, daysOfCohort, daysOfKey, firstEventPlace, keyOfDays } from './cohorts.js';

const RUNS = { seed: 20_261_126, numRuns: 500 };
const days = fc.integer({ min: 0, max: 730 });
const set = fc.integer({ min: 0, max: 5_000 }).map((later) => ({
  snapshotDate: addDays('2010-01-01', later),
  featureDays: 30,
  historyDays: 365,
}));

describe('cohorts', () => {
  it('are found by keys that are in the order of the days, and say them', () => {
    fc.assert(
      fc.property(days, days, (one, other) => {
        expect(Math.sign(keyOfDays(one) - keyOfDays(other))).toBe(Math.sign(one - other));
        expect(daysOfKey(keyOfDays(one))).toBe(one);
      }),
      RUNS,
    );
  });

  it('hold exactly the users whose first event lies in their week', () => {
    fc.assert(
      fc.property(set, days, days, (of, first, other) => {
        const week = cohortOf(first, of);
        const range = daysOfCohort(week, of);
        expect(other >= range.least && other <= range.most).toBe(
          cohortOf(other, of) === week && other < of.historyDays,
        );
      }),
      RUNS,
    );
    const lengths = { snapshotDate: '2017-05-12', featureDays: 30, historyDays: 30 };
    for (const week of ['2017-05-15', '2017-04-03']) {
      const { least, most } = daysOfCohort(week, lengths);
      expect(keyOfDays(most)).toBeLessThan(keyOfDays(least));
    }
  });

  it('read the days from the first event where features of a row have them', () => {
    for (const lengths of [
      { featureDays: 30, historyDays: 30 },
      { featureDays: 30, historyDays: 365 },
    ]) {
      const { features } = featureCatalogue(lengths);
      const place = firstEventPlace({ snapshotDate: '2017-05-12', ...lengths });
      expect(features[place]!.name).toBe('days_from_first_event');
    }
  });
});
