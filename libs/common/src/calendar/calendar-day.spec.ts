import { isCalendarDay } from './days.js';

describe('isCalendarDay', () => {
  it('takes days of the calendar and nothing else', () => {
    expect(['2017-05-12', '2016-02-29', '2017-12-31'].map(isCalendarDay)).toEqual([true, true, true]);
    for (const wrong of [
      '2017-02-30',
      '2017-02-29',
      '2017-13-01',
      '2017-5-1',
      '20170512',
      '',
      5,
      null,
      '2017-05-12T00',
    ]) {
      expect(isCalendarDay(wrong)).toBe(false);
    }
  });
});
