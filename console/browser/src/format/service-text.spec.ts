import { localized } from './service-text.js';
import { share } from './numbers.js';
import { day, time } from './times.js';

describe('texts of services', () => {
  it('have days, times and percentages as the reader writes them', () => {
    expect(localized('From 2017-03-30 to 2017-05-12.')).toBe(
      `From ${day('2017-03-30')} to ${day('2017-05-12')}.`,
    );
    expect(localized('at 2026-11-24T15:00:00.000Z')).toBe(`at ${time('2026-11-24T15:00:00.000Z')}`);
    expect(localized('68 % of lines (0.25 %)')).toBe(`${share(0.68, 0)} of lines (${share(0.0025, 2)})`);
  });

  it.each([
    '/logs/2017-03-30/20170330_1_play.log',
    'churn-2017-03-30.csv',
    '2017-13-01',
    '12017-03-30',
    '50%',
  ])('keep %s', (text) => expect(localized(text)).toBe(text));
});
