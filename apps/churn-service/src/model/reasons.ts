import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import type { Feature, FeatureFamily, TrendOf } from '../dataset/feature.js';

/** What one family of features adds to one user's score, told by the feature that stands out. */
export interface Reason {
  readonly family: FeatureFamily;
  /** The feature of the family that moves most in its direction. */
  readonly feature: string;
  /** Value of the feature; null is never within the feature window. */
  readonly value: number | null;
  /** Typical value among the users the model learned from; null where there is none. */
  readonly reference: number | null;
  /** Change of the log-odds of churn, by the whole family, against a user who is average in it. */
  readonly contribution: number;
  readonly direction: 'raises' | 'lowers';
  readonly sentence: string;
}

const NOUNS = {
  plays: 'play',
  downloads: 'download',
  searches: 'search',
  full_plays: 'song played to its end',
  distinct_songs: 'different song a day',
} as const;
const PLURALS = {
  plays: 'plays',
  downloads: 'downloads',
  searches: 'searches',
  full_plays: 'songs played to their end',
  distinct_songs: 'different songs of each day',
} as const;
const TRENDS: Record<TrendOf, string> = {
  plays: 'Plays',
  downloads: 'Downloads',
  searches: 'Searches',
  active_days: 'Active days',
};
const DEVICES = ['another device', 'device ar', 'device ip', 'device mc', 'device wp'];

const TOP_REASONS = 5;
/** In log-odds: about one percentage point of probability. Less is no reason, unless it is the largest there is. */
const SMALLEST_REASON = 0.05;

/** One user's features and what each adds to the log-odds, in catalogue order, beside what is typical. */
export interface ExplainedFeatures {
  readonly values: Float32Array;
  readonly byFeature: Float64Array;
  readonly typical: readonly (number | null)[];
}

/**
 * Contributions summed by family of features, the five largest. A family speaks through the one of its features that moves
 * most in the family's direction.
 */
export function strongestReasons(
  { features, featureDays }: FeatureCatalogue,
  { values, byFeature, typical }: ExplainedFeatures,
): Reason[] {
  return [...new Set(features.map(({ family }) => family))]
    .map((family) => [...features.keys()].filter((index) => features[index]!.family === family))
    .map((members) => ({ members, total: members.reduce((sum, index) => sum + byFeature[index]!, 0) }))
    .sort((a, b) => Math.abs(b.total) - Math.abs(a.total))
    .filter(({ total }, rank) => Math.abs(total) >= SMALLEST_REASON || (rank === 0 && total !== 0))
    .slice(0, TOP_REASONS)
    .map(({ members, total }) => {
      const sign = Math.sign(total);
      const speaker = members.reduce((best, index) =>
        byFeature[index]! * sign > byFeature[best]! * sign ? index : best,
      );
      const spoken = { feature: features[speaker]!, value: values[speaker]!, reference: typical[speaker]! };
      return reasonOf(spoken, total, featureDays);
    });
}

/** Puts one contribution into words, for people who do not know the feature's name. */
export function reasonOf(
  { feature, value, reference }: { feature: Feature; value: number; reference: number | null },
  contribution: number,
  featureDays: number,
): Reason {
  const direction = contribution >= 0 ? 'raises' : 'lowers';
  const typical = reference === null ? '' : ` (typical: ${typicalOf(feature, reference)})`;
  return {
    family: feature.family,
    feature: feature.name,
    // Features are kept as float32, which has seven digits.
    value: Number.isNaN(value) ? null : Number(value.toPrecision(7)),
    reference: reference === null ? null : Number(reference.toPrecision(4)),
    contribution: Number(contribution.toPrecision(6)),
    direction,
    sentence: `${factOf(feature, value, featureDays)}${typical}, which ${direction} the risk.`,
  };
}

function factOf({ source }: Feature, value: number, featureDays: number): string {
  switch (source.how) {
    case 'sum': {
      const when = source.days === 1 ? 'on the snapshot date' : `in the last ${source.days} days`;
      if (source.column === 'play_seconds')
        return `${value === 0 ? 'No time' : duration(value)} played ${when}`;
      if (value === 0) return `No ${NOUNS[source.column]} ${when}`;
      return `${value} ${value === 1 ? NOUNS[source.column] : PLURALS[source.column]} ${when}`;
    }
    case 'distinct_songs':
      if (value === 0) return `No song in the last ${source.days} days`;
      return `${value === 1 ? 'One song' : `About ${value} different songs`} in the last ${source.days} days`;
    case 'distinct_singers':
      if (Number.isNaN(value)) return `Singers of the last ${source.days} days are not known`;
      if (value === 0) return `No singer in the last ${source.days} days`;
      return `${value === 1 ? 'One singer' : `About ${value} different singers`} in the last ${source.days} days`;
    case 'active_days':
      if (source.days === 1)
        return value === 0 ? 'Not active on the snapshot date' : 'Active on the snapshot date';
      return `Active on ${value} of the last ${source.days} days`;
    case 'completion':
      if (Number.isNaN(value)) return `No play of a song of known length in the last ${source.days} days`;
      return `Heard ${percent(value)} of each song on average in the last ${source.days} days`;
    case 'trend':
      if (Number.isNaN(value)) return `${TRENDS[source.of]}: none in the last ${featureDays} days`;
      return `${TRENDS[source.of]} a day in the last ${source.days} days: ${value.toFixed(1)} times those of the last ${featureDays}`;
    case 'days_since_first':
      return `First event of the last ${featureDays} days ${value === 0 ? 'on the snapshot date' : `${value} ${value === 1 ? 'day' : 'days'} before the snapshot date`}`;
    case 'days_since':
      if (Number.isNaN(value)) return `No ${source.event} in the last ${featureDays} days`;
      if (value === 0) return `Last ${source.event} on the snapshot date`;
      return `Last ${source.event} ${value} ${value === 1 ? 'day' : 'days'} before the snapshot date`;
    case 'latest_device':
      return `Uses ${DEVICES[value] ?? DEVICES[0]!}`;
  }
}

function typicalOf({ unit }: Feature, reference: number): string {
  if (unit === 'seconds') return duration(reference);
  if (unit === 'share') return percent(reference);
  return reference < 10 ? reference.toFixed(1) : reference.toFixed(0);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${seconds.toFixed(0)} s`;
  if (seconds < 5400) return `${(seconds / 60).toFixed(0)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
