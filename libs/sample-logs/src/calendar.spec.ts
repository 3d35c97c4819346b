import { unixDay } from '#common/calendar';
import { compactDate, dateOf, dayFactor } from './calendar.js';

describe('calendar', () => {
  it('turns dates into days and back', () => {
    expect(unixDay('1970-01-02')).toBe(1);
    expect(dateOf(unixDay('2017-03-30') + 43)).toBe('2017-05-12');
    expect(compactDate(unixDay('2017-04-01'))).toBe('20170401');
  });

  it('knows weekends and the May holiday', () => {
    const busy = ['2017-04-01', '2017-04-02', '2017-05-01'].map((d) => dayFactor(unixDay(d)));
    const plain = ['2017-03-31', '2017-04-03', '2017-05-02'].map((d) => dayFactor(unixDay(d)));
    expect(Math.min(...busy)).toBeGreaterThan(Math.max(...plain));
  });
});
