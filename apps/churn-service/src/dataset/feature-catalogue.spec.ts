import { featureCatalogue } from './feature-catalogue.js';

const catalogueOf = (featureDays: number, historyDays = featureDays) =>
  featureCatalogue({ featureDays, historyDays });

describe('featureCatalogue', () => {
  it.each([
    [30, 30, []],
    [30, 60, [60]],
    [30, 90, [60, 90]],
    [30, 120, [60, 90, 120]],
    [60, 90, [90]],
    [100, 120, [120]],
  ])('has windows beyond %d days where the history has %d', (featureDays, historyDays, windows) => {
    const names = featureCatalogue({ featureDays, historyDays }).features.map(({ name }) => name);
    const lengths = names.filter((name) => name.startsWith('freq_P')).map((name) => Number(name.slice(12)));
    expect(lengths.filter((days) => days > featureDays)).toEqual(windows);
    expect(new Set(names).size).toBe(names.length);
  });

  it('ends its windows with the feature window itself', () => {
    const windows = (days: number) =>
      catalogueOf(days)
        .features.filter(({ name }) => name.startsWith('freq_P'))
        .map(({ name }) => name.replace('freq_P_last_', ''));
    expect(windows(10)).toEqual(['1', '3', '7', '10']);
    expect(windows(14)).toEqual(['1', '3', '7', '14']);
  });

  it.each([
    [2, 1],
    [7, 3],
    [8, 7],
    [90, 7],
  ])('compares a window of %d days with its last %d', (whole, recent) => {
    const names = catalogueOf(whole).features.map(({ name }) => name);
    expect(names).toContain(`trend_freq_P_${recent}_of_${whole}`);
    expect(names).toContain(`mean_completion_last_${recent}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('says of every feature either what nothing is or how never is told', () => {
    for (const { name, meaning, default: value, never } of catalogueOf(30).features) {
      expect(meaning).not.toMatch(/undefined|NaN/);
      const always = ['days_from_last_event', 'days_from_first_event'].includes(name);
      expect([name, value === null && never === null]).toEqual([name, always]);
      expect([name, value !== null && never !== null]).toEqual([name, false]);
    }
  });

  it('has one hash for one set of definitions', () => {
    expect(catalogueOf(30).hash).toBe(catalogueOf(30).hash);
    expect(catalogueOf(30).hash).not.toBe(catalogueOf(14).hash);
    expect(catalogueOf(30).hash).not.toBe(catalogueOf(30, 60).hash);
  });
});
