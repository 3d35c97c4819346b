import { compactDate, dateOf, dayFactor, dayNumber } from './calendar.js';

describe('calendar', () => {
  it('turns dates into days and back', () => {
    expect(dayNumber('1970-01-02')).toBe(1);
    expect(dateOf(dayNumber('2017-03-30') + 43)).toBe('2017-05-12');
    expect(compactDate(dayNumber('2017-04-01'))).toBe('20170401');
  });

  it.each(['2017-02-29', '2017-3-30', '20170330', '', '2017-13-01'])('refuses "%s"', (text) => {
    expect(() => dayNumber(text)).toThrow(RangeError);
  });

  it('knows weekends and the May holiday', () => {
    const busy = ['2017-04-01', '2017-04-02', '2017-05-01'].map((d) => dayFactor(dayNumber(d)));
    const plain = ['2017-03-31', '2017-04-03', '2017-05-02'].map((d) => dayFactor(dayNumber(d)));
    expect(Math.min(...busy)).toBeGreaterThan(Math.max(...plain));
  });
});
