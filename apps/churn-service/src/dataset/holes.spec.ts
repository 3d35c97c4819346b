import type { HoleDto } from './windows.dto.js';
import { featureCatalogue } from './feature-catalogue.js';
import { holeWarnings, touchedByHoles } from './holes.js';
import { windowsOf } from './windows.js';

const WINDOWS = windowsOf('2017-04-28', { featureDays: 30, labelDays: 14 });
const CATALOGUE = featureCatalogue({ featureDays: 30, historyDays: 60 });

function touched(...holes: [day: string, kind: HoleDto['kind']][]): {
  features: readonly string[];
  label: boolean;
} {
  return touchedByHoles(
    CATALOGUE,
    WINDOWS,
    holes.map(([day, kind]) => ({ day, kind, reason: 'missing' })),
  );
}

describe('holes', () => {
  it('touch the features that count their day and kind', () => {
    const { features, label } = touched(['2017-04-25', 'search']);
    expect(features).toEqual(
      expect.arrayContaining(['freq_S_last_7', 'freq_S_last_14', 'freq_S_last_30', 'days_from_last_search']),
    );
    expect(features).toEqual(
      expect.arrayContaining(['active_days_last_7', 'days_from_last_event', 'device']),
    );
    expect(
      features.filter((name) => /freq_[PD]|seconds|songs|last_[13]$|days_from_last_play/.test(name)),
    ).toEqual([]);
    expect(label).toBe(false);
  });

  it('of plays touch what is made of plays', () => {
    const { features } = touched(['2017-03-30', 'play']);
    expect(features).toEqual(
      expect.arrayContaining([
        'freq_P_last_30',
        'play_seconds_last_30',
        'songs_fully_played_last_30',
        'days_from_last_play',
      ]),
    );
    expect(features.filter((name) => /^(?!trend).*(freq_[DS]|last_(1|3|7|14)$)/.test(name))).toEqual([]);
  });

  it('before the feature window touch what looks further back', () => {
    const { features } = touched(['2017-03-29', 'play']);
    expect(features).toEqual([
      'freq_P_last_60',
      'active_days_last_60',
      'days_from_first_event',
      'mean_gap',
      'counted_active_days',
      'active_weeks',
      'weekend_days',
    ]);
  });

  it('touch nothing outside of the windows', () => {
    expect(touched(['2017-02-27', 'play'])).toEqual({ features: [], label: false });
    expect(touched()).toEqual({ features: [], label: false });
  });

  it('of the label window touch the label alone', () => {
    expect(touched(['2017-05-01', 'play'])).toEqual({ features: [], label: true });
  });

  it('are told in sentences', () => {
    const holes: HoleDto[] = [
      { day: '2017-04-28', kind: 'download', reason: 'part 3 missing' },
      { day: '2017-04-29', kind: 'play', reason: 'missing' },
    ];
    const catalogue = {
      ...CATALOGUE,
      features: CATALOGUE.features.filter(({ name }) => name.startsWith('freq_D')),
    };
    expect(holeWarnings(holes, touchedByHoles(catalogue, WINDOWS, holes), WINDOWS)).toEqual([
      'The days of the features have 1 hole (2017-04-28 download: part 3 missing). They touch 6 features: freq_D_last_1, ' +
        'freq_D_last_3, freq_D_last_7, freq_D_last_14, freq_D_last_30, freq_D_last_60.',
      'The label window has 1 hole (2017-04-29 play: missing). Users who were active then may count as churned.',
    ]);
    expect(holeWarnings([], { features: [], label: false }, WINDOWS)).toEqual([]);
  });
});
