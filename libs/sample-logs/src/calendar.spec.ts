import { compactDate, dateOf, dayFactor, parseDay } from './calendar.js';

describe('calendar', () => {
  it('turns dates into days and back', () => {
    expect(parseDay('1970-01-02')).toBe(1);
    expect(dateOf(parseDay('2017-03-30') + 43)).toBe('2017-05-12');
    expect(compactDate(parseDay('2017-04-01'))).toBe('20170401');
  });

  it.each(['2017-02-29', '2017-3-30', '20170330', '', '2017-13-01'])('refuses "%s"', (text) => {
    expect(() => parseDay(text)).toThrow(RangeError);
  });

  it('knows weekends and the May holiday', () => {
    const busy = ['2017-04-01', '2017-04-02', '2017-05-01'].map((d) => dayFactor(parseDay(d)));
    const plain = ['2017-03-31', '2017-04-03', '2017-05-02'].map((d) => dayFactor(parseDay(d)));
    expect(Math.min(...busy)).toBeGreaterThan(Math.max(...plain));
  });
});
