import { featureCatalogue } from './feature-catalogue.js';
import { featuresSql } from './features.sql.js';

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
      const always = ['days_from_last_event', 'days_from_first_event', 'trend_active_days_7_of_30'].includes(
        name,
      );
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

describe('featuresSql', () => {
  it('names itself, has a column for each feature and reads only between both ends of the window and of the history', () => {
    const catalogue = catalogueOf(30, 90);
    const sql = featuresSql(catalogue);
    expect(sql).toMatch(/^\/\* churn\.features \*\//);
    for (const { name } of catalogue.features) expect(sql).toContain(`AS "${name}"`);
    const scans = sql.split('FROM user_day d').slice(1);
    expect(scans).toHaveLength(2);
    expect(scans[0]).toMatch(/^\s*WHERE d\.day > \$1::date - 30 AND d\.day <= \$1::date AND/);
    expect(scans[1]).toMatch(/^\s*WHERE d\.day > \$1::date - 90 AND d\.day <= \$1::date - 30 AND/);
    expect(featuresSql(catalogueOf(30)).split('FROM user_day d')).toHaveLength(2);
  });

  it('gives each window and each kind an expression of its own', () => {
    const expressions = featuresSql(catalogueOf(30, 90))
      .match(/[^\n]+ AS "[^"]+"/g)!
      .map((line) => line.split(' AS ')[0]);
    expect(new Set(expressions).size).toBe(expressions.length);
  });
});
