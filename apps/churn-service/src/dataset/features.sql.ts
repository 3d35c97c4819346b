import { EVERYBODY } from './churn-definition.js';
import type { Population } from './churn-definition.js';
import { dayLiteral } from './copy-rows.js';
import { dailyEvents } from './daily-events.sql.js';
import type { Feature, HistoryOf, TrendOf } from './feature.js';
import type { FeatureCatalogue } from './feature-catalogue.js';

const HAPPENED = {
  play: 'd.plays > 0',
  download: 'd.downloads > 0',
  search: 'd.searches > 0',
  event: 'd.plays + d.downloads + d.searches > 0',
};

/** Equal aggregates are computed once, however many features are made of them. */
function inLast(days: number, aggregate: string): string {
  return `${aggregate} FILTER (WHERE d.day > $1::date - ${days})`;
}

function sumOf(column: string, days: number): string {
  return `coalesce(${inLast(days, `sum(d.${column})`)}, 0)::float8`;
}

function amountOf(of: TrendOf, days: number): string {
  return of === 'active_days' ? `(${inLast(days, 'count(*)')})::float8` : sumOf(of, days);
}

/** Bits of `user_day.song_sketch` and `singer_sketch`. */
const SKETCH_BITS = 256;

/** Linear counting: n different things leave each bit unset with a chance of (1 - 1/bits)^n. Where all are set, as for half an unset one. */
function linearCount(sketch: string, days: number): string {
  const unset = `${SKETCH_BITS} - coalesce(bit_count(${inLast(days, `bit_or(d.${sketch})`)}), 0)`;
  return `round(${SKETCH_BITS} * ln(${SKETCH_BITS} / greatest(${unset}, 0.5)::float8))`;
}

/** At least as many as on the fullest day and at most those of all days added up, so one active day gives the exact number. */
function distinctSongs(days: number): string {
  const fullestDay = `coalesce(${inLast(days, 'max(d.distinct_songs)')}, 0)`;
  return `least(greatest(${linearCount('song_sketch', days)}, ${fullestDay}), ${sumOf('distinct_songs', days)})`;
}

/** Null when the plays of a day were loaded without their singers, or name none. */
function distinctSingers(days: number): string {
  const unknown = inLast(days, 'bool_or(d.distinct_songs > 0 AND d.singer_sketch IS NULL)');
  return `CASE WHEN ${unknown} THEN NULL ELSE ${linearCount('singer_sketch', days)} END`;
}

function ofHistory(how: HistoryOf, days: number): string {
  switch (how) {
    case 'days_since_first':
      return '($1::date - min(d.day))::float8';
    case 'mean_gap':
      return '(max(d.day) - min(d.day))::float8 / nullif(count(*) - 1, 0)';
    case 'active_weeks':
      // A bit a week: how evenly days are spread is told without a sort.
      return `bit_count(bit_or(set_bit(0::bit(${Math.ceil(days / 7)}), ($1::date - d.day) / 7, 1)))::float8`;
    case 'weekend_days':
      return '(count(*) FILTER (WHERE extract(isodow FROM d.day) > 5))::float8';
  }
}

function expression({ source, days }: Feature): string {
  switch (source.how) {
    case 'sum':
      return sumOf(source.column, days);
    case 'distinct_songs':
      return distinctSongs(days);
    case 'distinct_singers':
      return distinctSingers(days);
    case 'active_days':
      return amountOf('active_days', days);
    case 'completion':
      // The daily sums are 4-byte floats; adding them up as 8-byte ones does not depend on the order of the days.
      return `(${inLast(days, 'sum(d.completion_sum::float8)')} / nullif(${inLast(days, 'sum(d.completion_count)')}, 0))::float8`;
    case 'trend':
      return `(${amountOf(source.of, source.recent)} / ${source.recent}) / nullif(${amountOf(source.of, days)} / ${days}, 0)`;
    case 'days_since':
      return `($1::date - max(d.day) FILTER (WHERE ${HAPPENED[source.event]}))::float8`;
    case 'latest_device':
      // Day and code in one number: the maximum is the newest day's device, without a sort per user.
      return `(max((d.day - DATE '2000-01-01') * 8 + coalesce(d.device, 0)) % 8)::float8`;
    default:
      return ofHistory(source.how, days);
  }
}

/** Rows of user_day on the last `days` days; both ends stand here, so no expression can see past them. */
function activeIn(days: number): string {
  return `d.day > $1::date - ${days} AND d.day <= $1::date AND ${HAPPENED.event} AND ($2::bigint[] IS NULL OR d.user_id = ANY ($2))`;
}

/**
 * The one statement that makes features: for training, for scoring everybody and for a single user.
 * $1 snapshot date, $2 user ids or null for the whole population. One row a user with at least one event in the feature
 * window who belongs to the population; excluded users are left out. The feature window is read with all columns; the history, where it is
 * longer, with few.
 */
export function featuresSql(
  { featureDays, historyDays, features }: FeatureCatalogue,
  population: Population = EVERYBODY,
): string {
  const selected = (some: readonly Feature[]) =>
    some.map((feature) => `${expression(feature)} AS "${feature.name}"`).join(',\n      ');
  const history = features.filter(({ days }) => days > featureDays);
  return `/* churn.features */
  SELECT user_id AS "userId", ${features.map(({ name }) => `"${name}"`).join(', ')}
  FROM (
    SELECT d.user_id, ${selected(features.filter(({ days }) => days <= featureDays))}
    FROM user_day d
    WHERE ${activeIn(featureDays)} AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = d.user_id)
    GROUP BY d.user_id
    HAVING count(*) FILTER (WHERE ${dailyEvents(population.kinds)} > 0) >= ${population.minDays}
  ) AS feature_window ${
    history.length === 0
      ? ''
      : `JOIN (
    SELECT d.user_id, ${selected(history)}
    FROM user_day d
    WHERE ${activeIn(historyDays)}
    GROUP BY d.user_id
  ) AS history USING (user_id)`
  }
  ORDER BY user_id`;
}

/** The same for the whole population with the date written out, for COPY. */
export function populationFeaturesSql(
  catalogue: FeatureCatalogue,
  snapshotDate: string,
  population: Population = EVERYBODY,
): string {
  return featuresSql(catalogue, population)
    .replaceAll('$1::date', dayLiteral(snapshotDate))
    .replaceAll('$2::bigint[]', 'NULL::bigint[]')
    .replaceAll('($2)', '(NULL::bigint[])');
}
