import { recentDays } from '../dataset/feature-catalogue.js';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import { featureReader } from './quantity.js';
import type { Formula } from './arithmetic.js';
import type { Quantity } from './quantity.js';
import { logarithm, missing, plain } from './quantity-columns.js';
import { deviceText, durationText, percentText } from './quantity-words.js';

/**
 * Of who has no play of known length, or a day whose singers are not known: an indicator of its own marks it
 * them apart.
 */
const UNKNOWN_SHARE = 0.5;

/** What a user listens to and how: shares, so that they say something in addition to how much is played. */
export function listeningQuantities(catalogue: FeatureCatalogue): Quantity[] {
  const { featureDays } = catalogue;
  const recent = recentDays(featureDays);
  const read = featureReader(catalogue);
  const plays = read(`freq_P_last_${featureDays}`);
  const fullPlays = read(`songs_fully_played_last_${featureDays}`);
  const songDays = read(`song_days_last_${featureDays}`);
  const completion = read(`mean_completion_last_${featureDays}`);
  const recentCompletion = read(`mean_completion_last_${recent}`);
  const seconds = read(`play_seconds_last_${featureDays}`);
  const nightShare = read(`night_share_last_${featureDays}`);
  return [
    {
      name: 'seconds_per_play',
      family: 'listening',
      unit: 'seconds',
      meaning: `Mean length of a play on the last ${featureDays} days`,
      value: perEach(seconds, plays),
      columns: [logarithm('seconds_per_play')],
      fact: (value) => `${durationText(value)} a play on the last ${featureDays} days`,
    },
    share({
      name: 'full_plays_per_play',
      meaning: `Share of the plays of the last ${featureDays} days that reached 80 % of the song`,
      value: perEach(fullPlays, plays),
      fact: (value) => `${value} of the plays of the last ${featureDays} days reached the end`,
    }),
    share({
      name: 'different_songs_per_play',
      meaning: `Different songs of a day per play, last ${featureDays} days`,
      value: perEach(songDays, plays),
      fact: (value) => `${value} of the plays of the last ${featureDays} days were of a song new on that day`,
    }),
    ...[featureDays, recent].flatMap((days) => [newSongs(catalogue, days), singersPerSong(catalogue, days)]),
    share({
      name: 'mean_completion',
      meaning: `Share of each song that was heard on average, last ${featureDays} days`,
      value: completion,
      fact: (value) => `Heard ${value} of each song on average in the last ${featureDays} days`,
      unknown: `No play of a song of known length in the last ${featureDays} days`,
    }),
    {
      name: 'change_of_completion',
      family: 'listening',
      unit: 'ratio',
      meaning: `Mean completion of the last ${recent} days less that of the last ${featureDays}`,
      value: (row, by) => by.minus(recentCompletion(row, by), completion(row, by)),
      columns: [plain('change_of_completion', 0)],
      fact: (value) =>
        Number.isNaN(value)
          ? `No play of a song of known length in the last ${recent} days`
          : `Hears ${percentText(Math.abs(value))} ${value < 0 ? 'less' : 'more'} of each song in the last ${recent} days than in the last ${featureDays}`,
    },
    share({
      name: 'night_share',
      meaning: `Share of the plays of the last ${featureDays} days that were from 00:00 to 06:00`,
      value: nightShare,
      fact: (value) => `${value} of the plays of the last ${featureDays} days were at night`,
      unknown: `Times of day of the last ${featureDays} days are not known`,
    }),
    device(catalogue),
  ];
}

/** An amount per thing; of who has none of these, the amount. */
function perEach(amount: Formula, things: Formula): Formula {
  return (row, by) => by.over(amount(row, by), by.atLeast(things(row, by), 1));
}

/** 1: never the same song on two days. */
function newSongs(catalogue: FeatureCatalogue, days: number): Quantity {
  const read = featureReader(catalogue);
  const songs = read(`distinct_songs_last_${days}`);
  const songDays = read(`song_days_last_${days}`);
  return share({
    name: `songs_heard_on_one_day_last_${days}`,
    meaning: `Different songs of the last ${days} days per song and day`,
    value: perEach(songs, songDays),
    fact: (value) => `${value} of the songs of the last ${days} days not heard on another of them`,
  });
}

function singersPerSong(catalogue: FeatureCatalogue, days: number): Quantity {
  const read = featureReader(catalogue);
  const singers = read(`distinct_singers_last_${days}`);
  const songs = read(`distinct_songs_last_${days}`);
  return share({
    name: `singers_per_song_last_${days}`,
    meaning: `Different singers per different song of the last ${days} days`,
    value: perEach(singers, songs),
    fact: (value) => `${value} as many singers as songs in the last ${days} days`,
    unknown: `Singers of the last ${days} days are not known`,
  });
}

/** A share; where it can be `unknown`, that is a column of its own. */
function share({
  name,
  meaning,
  value,
  fact,
  unknown,
}: Pick<Quantity, 'name' | 'meaning' | 'value'> & {
  fact: (percent: string) => string;
  unknown?: string;
}): Quantity {
  return {
    name,
    family: 'listening',
    unit: 'share',
    meaning,
    value,
    columns: [plain(name, UNKNOWN_SHARE), ...(unknown === undefined ? [] : [missing(name)])],
    fact: (of) => (Number.isNaN(of) ? unknown! : fact(percentText(of))),
  };
}

function device(catalogue: FeatureCatalogue): Quantity {
  return {
    name: 'device',
    family: 'device',
    unit: 'code',
    meaning: 'Device on the newest day',
    value: featureReader(catalogue)('device'),
    columns: [
      { name: 'device is ip', encode: (code, by) => by.equals(code, 2) },
      {
        name: 'device is neither ar nor ip',
        encode: (code, by) => by.minus(by.constant(1), by.plus(by.equals(code, 1), by.equals(code, 2))),
      },
    ],
    fact: (code) => `Uses ${deviceText(code)}`,
  };
}
