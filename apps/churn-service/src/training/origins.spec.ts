import { addDays } from '#common/calendar';
import fc from 'fast-check';
import { windowsOf } from '../dataset/windows.js';
import { originsBetween, daysForOneOrigin } from './origins.js';

describe('originsBetween', () => {
  it('44 days allow none with windows of 30 and 14 days, two with 14 and 7, on other weekdays', () => {
    expect(originsBetween('2017-03-30', '2017-05-12', { featureDays: 30, labelDays: 14 })).toEqual([]);
    expect(originsBetween('2017-03-30', '2017-05-12', { featureDays: 14, labelDays: 7 })).toEqual([
      { trained: '2017-04-19', scored: '2017-04-27' },
      { trained: '2017-04-27', scored: '2017-05-05' },
    ]);
  });

  it('begins with the first day that is enough', () => {
    const lengths = { featureDays: 30, labelDays: 14 };
    const newest = addDays('2017-01-01', daysForOneOrigin(lengths) - 1);
    expect(originsBetween('2017-01-01', newest, lengths)).toHaveLength(1);
    expect(originsBetween('2017-01-02', newest, lengths)).toHaveLength(0);
  });

  it('never learns a label that was not known, never predicts a day twice, never looks before the first day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 300 }),
        (featureDays, labelDays, days) => {
          const lengths = { featureDays, labelDays };
          const newest = addDays('2017-01-01', days - 1);
          const origins = originsBetween('2017-01-01', newest, lengths);
          let predictedTo = '';
          for (const { trained, scored } of origins) {
            const learned = windowsOf(trained, lengths);
            const predicted = windowsOf(scored, lengths);
            expect(learned.featuresFrom >= '2017-01-01').toBe(true);
            expect(learned.labelsTo <= scored).toBe(true);
            expect(learned.labelsTo < predicted.labelsFrom).toBe(true);
            expect(predicted.labelsTo <= newest).toBe(true);
            expect(predicted.labelsFrom > predictedTo).toBe(true);
            predictedTo = predicted.labelsTo;
          }
        },
      ),
    );
  });
});
