import { DEFAULT_DAY_LIMITS, isPlausibleDay, plausibleDays } from './plausible-day.js';

const NOW = Date.parse('2026-03-01T23:59:59Z');

describe('plausible days', () => {
  it('reach from the earliest day of the settings to the day that has begun anywhere', () => {
    expect(plausibleDays(DEFAULT_DAY_LIMITS, NOW)).toEqual({ first: '1970-01-01', last: '2026-03-02' });
    expect(plausibleDays({ EARLIEST_DAY: '2016-08-01' }, NOW - 14 * 3_600_000)).toEqual({
      first: '2016-08-01',
      last: '2026-03-01',
    });
  });

  it('end where the next day can still be written', () => {
    expect(plausibleDays(DEFAULT_DAY_LIMITS, Date.parse('9999-12-31T12:00:00Z')).last).toBe('9999-12-30');
  });

  it.each([
    ['1969-12-31', false],
    ['1970-01-01', true],
    ['1999-12-31', true],
    ['2026-03-02', true],
    ['2026-03-03', false],
    ['2099-01-01', false],
    ['9999-12-31', false],
  ])('%s: %s', (day, is) => {
    expect(isPlausibleDay(day, plausibleDays(DEFAULT_DAY_LIMITS, NOW))).toBe(is);
  });
});
