import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { Encoding } from './encoding.js';
import { reasonOf, strongestReasons } from './reasons.js';

const { quantities } = new Encoding(featureCatalogue({ featureDays: 30, historyDays: 90 }));
const named = (name: string) => quantities.find((quantity) => quantity.name === name)!;
const sentence = (name: string, value: number, reference: number | null, contribution = 1) =>
  reasonOf({ quantity: named(name), value, reference }, contribution).sentence;

describe('reasonOf', () => {
  it('says amounts, the days they are of and the typical value', () => {
    expect(sentence('plays_3_to_6_days_ago', 0, 4.14)).toBe(
      'No play 3 to 6 days before the snapshot date (typical: 4.1), which raises the risk.',
    );
    expect(sentence('downloads_0_to_0_days_ago', 1, 0.2, -1)).toBe(
      '1 download on the snapshot date (typical: 0.2), which lowers the risk.',
    );
    expect(sentence('searches_14_to_29_days_ago', 25, 12, -1)).toContain(
      '25 searches 14 to 29 days before the snapshot date (typical: 12)',
    );
    expect(sentence('active_days_7_to_13_days_ago', 3, 6)).toContain(
      '3 active days 7 to 13 days before the snapshot date (typical: 6.0)',
    );
    expect(sentence('seconds_per_play', 230, 45)).toContain(
      '4 min a play on the last 30 days (typical: 45 s)',
    );
  });

  it('says shares and pace', () => {
    expect(sentence('mean_completion', 0.418, 0.6)).toContain(
      'Heard 42 % of each song on average in the last 30 days (typical: 60 %)',
    );
    expect(sentence('mean_completion', NaN, 0.6)).toContain(
      'No play of a song of known length in the last 30 days',
    );
    expect(sentence('change_of_completion', -0.12, 0)).toContain(
      'Hears 12 % less of each song in the last 7 days than in the last 30',
    );
    expect(sentence('missed_visits', 3.21, 1)).toContain(
      'By their own pace, 3.2 visits missed since the last event (typical: 1.0)',
    );
    expect(sentence('singers_per_song_last_30', NaN, 0.5)).toContain(
      'Singers of the last 30 days are not known',
    );
  });

  it('says never, the snapshot date and days apart', () => {
    expect(sentence('days_from_last_download', NaN, 20)).toContain('No download in the last 30 days');
    expect(sentence('days_from_last_event', 0, 8, -1)).toContain('Last event on the snapshot date');
    expect(sentence('days_from_last_play', 1, 8)).toContain('Last play 1 day before the snapshot date');
    expect(sentence('device', 2, null)).toBe('Uses iOS, which raises the risk.');
  });

  it('has words for every quantity, whatever its value', () => {
    for (const { fact, meaning, never } of quantities) {
      for (const value of never === undefined ? [0, 0.5, 1, 30] : [0, 1, 30, NaN])
        expect(fact(value)).not.toMatch(/undefined|NaN|\.$/);
      expect(meaning).not.toMatch(/undefined|NaN|\.$/);
    }
  });

  it('gives never as null and a contribution of no more digits than it has', () => {
    const told = { quantity: named('days_from_last_search'), value: NaN, reference: 20.123456 };
    expect(reasonOf(told, 0.123456789)).toMatchObject({
      family: 'searches',
      value: null,
      reference: 20.12,
      contribution: 0.123457,
      direction: 'raises',
    });
  });
});

describe('strongestReasons', () => {
  const explained = (contributions: Record<string, number>, untrue: string[] = []) => ({
    quantities,
    values: new Float64Array(quantities.length),
    contributions: Float64Array.from(quantities, ({ name }) => contributions[name] ?? 0),
    typical: quantities.map(() => 1),
    effectOf: (index: number) => {
      const { name } = quantities[index]!;
      return (contributions[name] ?? 0) * (untrue.includes(name) ? -1 : 1);
    },
  });
  const told = (...of: Parameters<typeof explained>) =>
    strongestReasons(explained(...of)).map(({ feature, direction, contribution }) => [
      feature,
      direction,
      contribution,
    ]);

  it('sums a family and speaks through the quantity that moves most in its direction', () => {
    expect(
      told({
        plays_3_to_6_days_ago: 0.5,
        plays_0_to_0_days_ago: -0.2,
        plays_1_to_2_days_ago: 0.4,
        device: -0.3,
        seconds_per_play: 0.01,
      }),
    ).toEqual([
      ['plays_3_to_6_days_ago', 'raises', 0.7],
      ['device', 'lowers', -0.3],
    ]);
  });

  it('passes over a quantity that would say the opposite of the score, and a family that has no other', () => {
    const contributions = { plays_3_to_6_days_ago: 0.5, plays_1_to_2_days_ago: 0.4, device: -0.3 };
    expect(told(contributions, ['plays_3_to_6_days_ago', 'device'])).toEqual([
      ['plays_1_to_2_days_ago', 'raises', 0.9],
    ]);
  });
});
