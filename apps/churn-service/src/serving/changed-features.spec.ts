import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { changedFeatures } from './changed-features.js';
import type { FeatureChanges } from './changed-features.js';

const catalogue = featureCatalogue({ featureDays: 30, historyDays: 30 });
const at = (name: string) => {
  const place = catalogue.features.findIndex((feature) => feature.name === name);
  if (place === -1) throw new Error(name);
  return place;
};

/** A user with ten plays on five days, the last one three days ago. */
const user = Float32Array.from(catalogue.features, ({ name, default: nothing }) => {
  if (/^freq_P_last_(7|14|30)$/.test(name)) return 10;
  if (/^active_days_last_(7|14|30)$|^counted_active/.test(name)) return 5;
  if (/^song_days_last_(7|30)$/.test(name)) return 9;
  if (/^distinct_songs_last_(7|30)$/.test(name)) return 2;
  if (name === 'distinct_singers_last_7') return 9;
  if (/^trend_(freq_P|active_days)_/.test(name)) return 30 / 7;
  if (/^days_from_last_(play|event)$/.test(name)) return 3;
  return name === 'days_from_first_event' ? 29 : (nothing ?? NaN);
});

const seen = { snapshotDate: '2017-05-12', incomplete: [] as string[] };

const changed = (changes: FeatureChanges, features: Float32Array | null = user, days = seen) => {
  const after = changedFeatures(catalogue, features, changes, days);
  return (name: string) => after[at(name)]!;
};

const problemsOf = (changes: FeatureChanges, features: Float32Array | null = user) => {
  try {
    changedFeatures(catalogue, features, changes, seen);
  } catch (error) {
    return (error as { options: { extra: { errors: string[] } } }).options.extra.errors;
  }
  return [];
};

describe('changedFeatures', () => {
  it('changes longer windows by as much, unless they are given, and what follows from them', () => {
    const of = changed({ freq_P_last_7: 24 });
    expect([1, 3, 7, 14, 30].map((days) => of(`freq_P_last_${days}`))).toEqual([0, 0, 24, 24, 24]);
    expect(of('trend_freq_P_7_of_30')).toBeCloseTo(30 / 7, 5);
    expect(of('trend_active_days_7_of_30')).toBeCloseTo(30 / 7, 5);
    expect(of('freq_D_last_30')).toBe(0);
    const other = changed({ freq_P_last_7: 24, freq_P_last_30: 48, trend_freq_P_7_of_30: 1 });
    expect([other('freq_P_last_14'), other('freq_P_last_30'), other('trend_freq_P_7_of_30')]).toEqual([
      24, 48, 1,
    ]);
    const oftener = changed({ active_days_last_14: 14 });
    expect([oftener('active_days_last_30'), oftener('counted_active_days')]).toEqual([14, 14]);
  });

  it('divides trends by complete days alone', () => {
    const place = at('trend_freq_P_7_of_30');
    const trend = (incomplete: string[], before: number) =>
      changed({ freq_P_last_7: 24 }, user.with(place, before), { ...seen, incomplete })(
        'trend_freq_P_7_of_30',
      );
    const some = ['2017-04-12', '2017-05-05', '2017-05-06', '2017-05-12'];
    expect(trend(some, 27 / 5)).toBeCloseTo(27 / 5, 5);
    const week = [6, 7, 8, 9, 10, 11, 12].map((day) => `2017-05-${String(day).padStart(2, '0')}`);
    expect(trend(week, NaN)).toBeNaN();
    // What was played on days that are not complete is in the sums, and not in the trend that features have.
    expect(trend(some, 2)).toBeCloseTo(2, 5);
    const active = { freq_P_last_7: 24, days_from_last_event: 1, days_from_first_event: 29 };
    const first = changed(active, null, { ...seen, incomplete: some });
    expect(first('trend_freq_P_7_of_30')).toBeCloseTo(27 / 5, 5);
  });

  it('knows the days from the last event from those of its kinds', () => {
    expect(changed({ days_from_last_search: 1 })('days_from_last_event')).toBe(1);
    expect(changed({ days_from_last_feedback: 1 })('days_from_last_event')).toBe(1);
    expect(changed({ days_from_last_search: 9 })('days_from_last_event')).toBe(3);
    expect(changed({ days_from_last_search: 1, days_from_last_event: 0 })('days_from_last_event')).toBe(0);
    expect(changed({ days_from_last_download: null })('days_from_last_event')).toBe(3);
  });

  it('names every problem: unknown features with the nearest one, and values out of range', () => {
    expect(
      problemsOf({
        freq_P_last7: 3,
        days_from_last_event: 31,
        mean_completion_last_30: 1.5,
        device: 1.5,
        active_weeks: null,
        freq_S_last_7: 'many',
        play_seconds_last_30: NaN,
      }),
    ).toEqual([
      '"freq_P_last7" is no feature; GET /churn/features lists all',
      'days_from_last_event must be a number from 0 to 30',
      'mean_completion_last_30 must be a number from 0 to 1',
      'device must be a whole number',
      'active_weeks must not be null: it always has a value',
      'freq_S_last_7 must be a number from 0 to 1000000',
      'play_seconds_last_30 must be a number from 0 to 2592000',
    ]);
    expect(problemsOf({})).toEqual(['changes names no feature']);
    expect(problemsOf({ __proto__x: 1, toString: 1 })).toHaveLength(2);
  });

  it('refuses a shorter window that holds more than a longer one', () => {
    expect(problemsOf({ freq_P_last_30: 4 })).toEqual([
      'freq_P_last_14 would be 10, more than freq_P_last_30 with 4: change both',
    ]);
    expect(problemsOf({ freq_P_last_7: 4, freq_P_last_14: 4, freq_P_last_30: 4 })).toEqual([]);
    // More singers were measured in a week than in a month: what is not changed is not judged.
    expect(problemsOf({ freq_D_last_1: 1 })).toEqual([]);
  });

  it('begins with a user who did nothing where there is none, and says what must be given', () => {
    expect(problemsOf({ freq_P_last_7: 5 }, null)).toEqual([
      'days_from_last_event must be given where there is no userId',
      'days_from_first_event must be given where there is no userId',
    ]);
    const of = changed(
      { freq_P_last_7: 5, active_days_last_7: 2, days_from_last_play: 0, days_from_first_event: 20 },
      null,
    );
    expect([of('freq_P_last_30'), of('active_days_last_30'), of('days_from_last_event')]).toEqual([5, 2, 0]);
    expect(of('days_from_last_search')).toBeNaN();
  });
});
