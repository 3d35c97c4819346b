import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { cohortOf, firstEventPlace } from './cohorts.js';

describe('cohorts', () => {
  it('are weeks from Monday', () => {
    // A Friday.
    const cohorts = [0, 4, 5, 11, 12].map((days) => cohortOf(days, '2017-05-12'));
    expect(cohorts).toEqual(['2017-05-08', '2017-05-08', '2017-05-01', '2017-05-01', '2017-04-24']);
  });

  it('are read where features of a row have the days from the first event', () => {
    for (const lengths of [
      { featureDays: 30, historyDays: 30 },
      { featureDays: 30, historyDays: 365 },
    ])
      expect(featureCatalogue(lengths).features[firstEventPlace(lengths)]!.name).toBe(
        'days_from_first_event',
      );
  });
});
