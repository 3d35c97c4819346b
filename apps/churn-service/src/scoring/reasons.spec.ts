import { featureCatalogue } from '../features/feature-catalogue.js';
import { bandOf } from './bands.js';
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
