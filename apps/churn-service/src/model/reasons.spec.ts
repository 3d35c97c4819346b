import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { bandOf } from '../serving/bands.js';
import { reasonOf } from './reasons.js';

const { features } = featureCatalogue(30);
const sentence = (name: string, value: number, reference: number | null, contribution = 1) =>
  reasonOf(
    { feature: features.find((feature) => feature.name === name)!, value, reference },
    contribution,
    30,
  ).sentence;

describe('reasonOf', () => {
  it('says amounts, their window and the typical value', () => {
    expect(sentence('freq_P_last_7', 0, 4.14)).toBe(
      'No play in the last 7 days (typical: 4.1), which raises the risk.',
    );
    expect(sentence('freq_D_last_1', 1, 0.2, -1)).toBe(
      '1 download on the snapshot date (typical: 0.2), which lowers the risk.',
    );
    expect(sentence('freq_S_last_30', 25, 12, -1)).toContain('25 searches in the last 30 days (typical: 12)');
    expect(sentence('songs_fully_played_last_3', 2, 1)).toContain(
      '2 songs played to their end in the last 3 days',
    );
    expect(sentence('play_seconds_last_14', 12_240, 600)).toContain(
      '3.4 h played in the last 14 days (typical: 10 min)',
    );
    expect(sentence('play_seconds_last_14', 0, 45)).toContain(
      'No time played in the last 14 days (typical: 45 s)',
    );
  });

  it('says shares and trends', () => {
    expect(sentence('mean_completion_last_7', 0.418, 0.6)).toContain(
      'Heard 42 % of each song on average in the last 7 days (typical: 60 %)',
    );
    expect(sentence('mean_completion_last_30', NaN, 0.6)).toContain(
      'No play of a song of known length in the last 30 days',
    );
    expect(sentence('trend_freq_P_7_of_30', 0.51, 0.9)).toContain(
      'Plays a day in the last 7 days: 0.5 times those of the last 30 (typical: 0.9)',
    );
    expect(sentence('trend_freq_D_7_of_30', NaN, null)).toContain('Downloads: none in the last 30 days');
    expect(sentence('days_from_first_event', 12, 20)).toContain(
      'First event of the last 30 days 12 days before the snapshot date',
    );
    expect(sentence('distinct_singers_last_7', 12, 20)).toContain(
      'About 12 different singers in the last 7 days',
    );
    expect(sentence('distinct_singers_last_30', NaN, 20)).toContain(
      'Singers of the last 30 days are not known',
    );
    expect(sentence('song_days_last_7', 1, 20)).toContain('1 different song a day in the last 7 days');
  });

  it('says how many days were active', () => {
    expect(sentence('active_days_last_14', 3, 6)).toContain('Active on 3 of the last 14 days (typical: 6.0)');
    expect(sentence('active_days_last_1', 0, 0.2)).toContain('Not active on the snapshot date');
  });

  it('says never, the snapshot date and days apart', () => {
    expect(sentence('days_from_last_download', NaN, 20)).toContain('No download in the last 30 days');
    expect(sentence('days_from_last_event', 0, 8, -1)).toContain('Last event on the snapshot date');
    expect(sentence('days_from_last_play', 1, 8)).toContain('Last play 1 day before the snapshot date');
    expect(sentence('device', 2, null)).toBe('Uses device ip, which raises the risk.');
  });

  it('gives never as null and a contribution of no more digits than it has', () => {
    const feature = features.find(({ name }) => name === 'days_from_last_search')!;
    expect(reasonOf({ feature, value: NaN, reference: 20.123456 }, 0.123456789, 30)).toMatchObject({
      family: 'searches',
      value: null,
      reference: 20.12,
      contribution: 0.123457,
      direction: 'raises',
    });
  });
});

describe('bandOf', () => {
  it('begins each band at its cut', () => {
    const cuts = { mediumFrom: 0.4, highFrom: 0.7 };
    expect([0, 0.399, 0.4, 0.699, 0.7, 1].map((probability) => bandOf(probability, cuts))).toEqual([
      'low',
      'low',
      'medium',
      'medium',
      'high',
      'high',
    ]);
  });
});
