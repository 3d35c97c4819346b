import { fittingWindows, tooFewDays } from './churn-windows.js';

it.each([
  [44, [30, 14]],
  [43, [21, 14]],
  [34, [14, 14]],
  [27, [14, 7]],
  [20, null],
])('of %d days are %j', (days, windows) => {
  const found = fittingWindows(days);
  expect(found === null ? null : [found.featureDays, found.labelDays]).toEqual(windows);
});

it('say what is missing', () => {
  expect(tooFewDays(20)).toBe('20 days are loaded; churn needs 21: 14 to look at and 7 to see who left.');
});
