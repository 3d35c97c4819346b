import { addDays } from '#common/calendar';
import { assertLabelWindowClosed, trainingSnapshot, windowsOf } from './windows.js';

const LENGTHS = { featureDays: 30, labelDays: 14 };

describe('windows', () => {
  it('are those of the original: 30 days to 2017-04-28, then 14 to 2017-05-12', () => {
    expect(trainingSnapshot('2017-05-12', LENGTHS)).toBe('2017-04-28');
    expect(windowsOf('2017-04-28', LENGTHS)).toEqual({
      snapshotDate: '2017-04-28',
      featuresFrom: '2017-03-30',
      labelsFrom: '2017-04-29',
      labelsTo: '2017-05-12',
    });
  });

  it('cross months, leap days and clock changes', () => {
    expect(addDays('2016-02-28', 1)).toBe('2016-02-29');
    expect(addDays('2017-03-01', -1)).toBe('2017-02-28');
    expect(addDays('2017-12-31', 1)).toBe('2018-01-01');
    expect(addDays('2017-03-25', 2)).toBe('2017-03-27');
  });

  it('refuse a label whose window has not closed', () => {
    expect(() => {
      assertLabelWindowClosed('2017-04-28', 14, '2017-05-12');
    }).not.toThrow();
    expect(() => {
      assertLabelWindowClosed('2017-04-28', 14, '2017-05-11');
    }).toThrow(
      'Labels of 2017-04-28 need every day to 2017-05-12, but the newest complete day is 2017-05-11.',
    );
    expect(() => {
      assertLabelWindowClosed('2017-04-28', 14, null);
    }).toThrow('no day has been loaded');
  });
});
