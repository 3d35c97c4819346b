import { addDays, daysBetween, mondayOf, pgDay, spanDays, unixDay } from './days.js';

describe('days', () => {
  it('are counted between two of them, and in a range', () => {
    expect(daysBetween('2017-03-30', '2017-05-12')).toBe(43);
    expect(daysBetween('2017-05-12', '2017-03-30')).toBe(-43);
    expect(spanDays('2017-03-30', '2017-05-12')).toBe(44);
    expect([daysBetween, spanDays].map((count) => count('2016-02-29', '2016-02-29'))).toEqual([0, 1]);
  });

  it('are counted since 1970 and since 2000', () => {
    expect([unixDay('1970-01-02'), unixDay('1969-12-31')]).toEqual([1, -1]);
    expect([pgDay('2000-01-02'), pgDay('1999-12-31')]).toEqual([1, -1]);
    expect(pgDay('2017-04-01')).toBe(daysBetween('2000-01-01', '2017-04-01'));
  });

  it('go over the ends of months and years', () => {
    expect([addDays('2016-02-28', 1), addDays('2017-03-01', -1), addDays('2017-12-31', 1)]).toEqual([
      '2016-02-29',
      '2017-02-28',
      '2018-01-01',
    ]);
  });

  it('belong to weeks that begin on Mondays', () => {
    expect(['2017-04-02', '2017-04-03', '2017-04-09'].map(mondayOf)).toEqual([
      '2017-03-27',
      '2017-04-03',
      '2017-04-03',
    ]);
  });
});
