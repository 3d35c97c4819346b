import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { FeatureTable } from '../dataset/feature-table.js';
import type { FeatureRow } from '../dataset/feature-table.js';
import { Encoding } from './encoding.js';

const catalogue = featureCatalogue({ featureDays: 30, historyDays: 90 });

function encoded(row: Record<string, number | null>): Record<string, number> {
  const full = Object.fromEntries(catalogue.features.map(({ name }) => [name, 0]));
  const table = FeatureTable.fromRows(catalogue, [{ ...full, ...row, userId: '1' } as unknown as FeatureRow]);
  const encoding = new Encoding(catalogue);
  const { values } = encoding.matrix(table.values, 1);
  return Object.fromEntries(encoding.columns.map(({ name }, j) => [name, values[j]!]));
}

describe('Encoding', () => {
  it('keeps never apart from the snapshot date and from every number of days', () => {
    const today = encoded({ days_from_last_download: 0 });
    const oldest = encoded({ days_from_last_download: 29 });
    const never = encoded({ days_from_last_download: null });
    expect([today, oldest, never].map((row) => row['log1p(days_from_last_download)'])).toEqual([
      0,
      Math.log(30),
      Math.log(31),
    ]);
    expect([today, oldest, never].map((row) => row['days_from_last_download is never'])).toEqual([0, 0, 1]);
  });

  it('takes nested windows apart and the logarithm of amounts', () => {
    const row = encoded({
      freq_P_last_1: 2,
      freq_P_last_3: 2,
      freq_P_last_7: 6,
      freq_P_last_14: 6,
      freq_P_last_30: 4006,
    });
    expect(row['log1p(plays_0_to_0_days_ago)']).toBeCloseTo(Math.log(3), 12);
    expect(row['log1p(plays_1_to_2_days_ago)']).toBe(0);
    expect(row['log1p(plays_3_to_6_days_ago)']).toBeCloseTo(Math.log(5), 12);
    expect(row['log1p(plays_14_to_29_days_ago)']).toBeCloseTo(Math.log(4001), 12);
  });

  it('counts the visits that a user of that many active days would have made since', () => {
    const missed = (days: number, active: number, known = 30) =>
      encoded({ days_from_last_event: days, active_days_last_30: active, known_days_last_30: known })[
        'missed_visits'
      ];
    expect(missed(0, 30)).toBe(0);
    expect(missed(6, 15)).toBe(3);
    expect(missed(6, 5)).toBe(1);
    expect(missed(6, 5, 10)).toBe(3);
  });

  it('keeps an unknown completion apart from none', () => {
    const columns = (recent: number | null, whole: number | null) => {
      const row = encoded({ mean_completion_last_7: recent, mean_completion_last_30: whole });
      return [row['mean_completion'], row['mean_completion is unknown'], row['change_of_completion']];
    };
    expect(columns(null, null)).toEqual([0.5, 1, 0]);
    expect(columns(null, 0.25)).toEqual([0.25, 0, 0]);
    expect(columns(0, 0.25)).toEqual([0.25, 0, -0.25]);
  });

  it('keeps unknown singers apart from any number of them', () => {
    const columns = (singers: number | null, songs: number) => {
      const row = encoded({ distinct_singers_last_30: singers, distinct_songs_last_30: songs });
      return [row['singers_per_song_last_30'], row['singers_per_song_last_30 is unknown']];
    };
    expect(columns(null, 8)).toEqual([0.5, 1]);
    expect(columns(6, 8)).toEqual([0.75, 0]);
    expect(columns(0, 0)).toEqual([0, 0]);
  });

  it('makes every column of its own quantity alone, and leaves no hole for who did nothing', () => {
    const encoding = new Encoding(catalogue);
    const unknown = encoding.columnsOf(
      encoding.valuesOf(new Float64Array(catalogue.features.length).fill(NaN)),
    );
    const names = encoding.columns.map(({ name }) => name);
    const mayBeNever = /never|unknown|days_from_last|completion|singers|mean_gap|trend/;
    expect(names.filter((name, j) => mayBeNever.test(name) && Number.isNaN(unknown[j]))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(encoding.quantities.map(({ name }) => name)).size).toBe(encoding.quantities.length);
  });

  it('reads every feature', () => {
    const encoding = new Encoding(catalogue);
    const { features } = catalogue;
    // Longer windows hold more; devices are codes.
    const base = Float64Array.from(features, ({ name }, j) => (name === 'device' ? 1 : 10 + 3 * j));
    const columns = encoding.matrix(base, 1).values;
    const unread = features.filter((_, j) => {
      const changed = encoding.matrix(base.with(j, base[j]! + 1), 1).values;
      return changed.every((value, k) => Object.is(value, columns[k]));
    });
    // A new feature belongs into a quantity: day-range-, presence-, habit-, trend- or
    // listening-quantities.ts.
    expect(unread.map(({ name }) => name)).toEqual([]);
  });

  it('has an indicator for ip and one for every rare device', () => {
    const devices = [1, 2, 3, 4, 0].map((device) => encoded({ device }));
    expect(devices.map((row) => row['device is ip'])).toEqual([0, 1, 0, 0, 0]);
    expect(devices.map((row) => row['device is neither ar nor ip'])).toEqual([0, 0, 1, 1, 1]);
  });
});

describe('FeatureTable', () => {
  it('keeps 64-bit ids exactly', () => {
    const row = (userId: string) =>
      ({
        ...Object.fromEntries(catalogue.features.map(({ name }) => [name, 1])),
        userId,
      }) as unknown as FeatureRow;
    const ids = ['16777217', '9007199254740993', '9223372036854775807'];
    const table = FeatureTable.fromRows(catalogue, ids.map(row));
    expect([...table.userIds]).toEqual([16777217n, 9007199254740993n, 9223372036854775807n]);
    expect(table.values).toHaveLength(3 * catalogue.features.length);
  });
});
