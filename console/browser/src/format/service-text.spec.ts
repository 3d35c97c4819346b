import { localized, withPages } from './service-text.js';
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

describe('texts of alerts', () => {
  it('link to pages where they name routes that a page stands for', () => {
    expect(withPages('Look at GET /churn/drift. Then retrain (POST /admin/churn/retrain); or not.')).toEqual([
      'Look at ',
      { text: 'the Drift page', to: '/monitoring/drift' },
      '. Then retrain (',
      { text: 'the Jobs page', to: '/jobs' },
      '); or not.',
    ]);
  });

  it('keep routes that no page stands for, and texts without any', () => {
    for (const text of [
      'Nobody has compared yet; POST /admin/churn/outcomes does.',
      'GET /churn/drifts',
      'All is well.',
    ])
      expect(
        withPages(text)
          .map((part) => (typeof part === 'string' ? part : part.to))
          .join(''),
      ).toBe(text);
  });
});
