import { featureCatalogue } from './feature-catalogue.js';
import { featuresSql } from './features.sql.js';

describe('featureCatalogue', () => {
  it('names the features of the data family, in a fixed order', () => {
    const names = featureCatalogue(30).features.map(({ name }) => name);
    expect(names).toHaveLength(51);
    expect(names.slice(0, 5)).toEqual([1, 3, 7, 14, 30].map((days) => `freq_P_last_${days}`));
    expect(names).toEqual(
      expect.arrayContaining(['freq_D_last_14', 'freq_S_last_1', 'play_seconds_last_30']),
    );
    expect(names.slice(-14)).toEqual([
      'active_days_last_14',
      'active_days_last_30',
      'mean_completion_last_7',
      'mean_completion_last_30',
      'days_from_last_play',
      'days_from_last_download',
      'days_from_last_search',
      'days_from_last_event',
      'days_from_first_event',
      'trend_freq_P_7_of_30',
      'trend_freq_D_7_of_30',
      'trend_freq_S_7_of_30',
      'trend_active_days_7_of_30',
      'device',
    ]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('ends its windows with the feature window itself', () => {
    const windows = (days: number) =>
      featureCatalogue(days)
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
    const names = featureCatalogue(whole).features.map(({ name }) => name);
    expect(names).toContain(`trend_freq_P_${recent}_of_${whole}`);
    expect(names).toContain(`mean_completion_last_${recent}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('says of every feature either what nothing is or how never is told', () => {
    for (const { name, meaning, default: value, never } of featureCatalogue(30).features) {
      expect(meaning).not.toMatch(/undefined|NaN/);
      const always = ['days_from_last_event', 'days_from_first_event', 'trend_active_days_7_of_30'].includes(
        name,
      );
      expect([name, value === null && never === null]).toEqual([name, always]);
      expect([name, value !== null && never !== null]).toEqual([name, false]);
    }
  });

  it('has one hash for one set of definitions', () => {
    expect(featureCatalogue(30).hash).toBe(featureCatalogue(30).hash);
    expect(featureCatalogue(30).hash).not.toBe(featureCatalogue(14).hash);
  });
});

describe('featuresSql', () => {
  it('names itself, has a column for each feature and reads only between both ends of the window', () => {
    const catalogue = featureCatalogue(30);
    const sql = featuresSql(catalogue);
    expect(sql).toMatch(/^\/\* churn\.features \*\//);
    for (const { name } of catalogue.features) expect(sql).toContain(`AS "${name}"`);
    expect(sql).toContain('d.day > $1::date - 30 AND d.day <= $1::date');
  });

  it('gives each window and each kind an expression of its own', () => {
    const expressions = featuresSql(featureCatalogue(30))
      .match(/[^\n]+ AS "[^"]+"/g)!
      .map((line) => line.split(' AS ')[0]);
    expect(new Set(expressions).size).toBe(expressions.length);
  });
});
