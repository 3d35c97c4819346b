import type { Feature, TrendOf } from './feature.js';
import { completeDays } from './history-features.sql.js';

/** SQL: whether an event of a kind happened on the day of a row `d`. */
export const HAPPENED = {
  play: 'd.plays > 0',
  download: 'd.downloads > 0',
  search: 'd.searches > 0',
  feedback: 'd.feedback > 0',
  event: 'd.plays + d.downloads + d.searches + d.feedback > 0',
};

/**
 * An aggregate over the last so many days of those that are read. Equal ones are computed once, however many
 * features are made of them.
 */
type InLast = (days: number, aggregate: string) => string;

/**
 * @param window days that are read: of these all rows are taken, without asking each
 * @param conditions of rows that count
 */
export function inLastOf(window: number, ...conditions: string[]): InLast {
  return (days, aggregate) => {
    const asked = days >= window ? conditions : [`d.day > $1::date - ${days}`, ...conditions];
    return asked.length === 0 ? aggregate : `${aggregate} FILTER (WHERE ${asked.join(' AND ')})`;
  };
}

function sumOf(inLast: InLast, column: string, days: number): string {
  return `coalesce(${inLast(days, `sum(d.${column})`)}, 0)::float8`;
}

function amountOf(inLast: InLast, of: TrendOf, days: number): string {
  return of === 'active_days' ? `(${inLast(days, 'count(*)')})::float8` : sumOf(inLast, of, days);
}

/** Bits of `user_day.song_sketch` and `singer_sketch`. */
const SKETCH_BITS = 256;

/**
 * Linear counting: n different things leave each bit unset with a chance of (1 - 1/bits)^n. Where all are
 * set, as for half an unset one.
 */
function linearCount(inLast: InLast, sketch: string, days: number): string {
  const unset = `${SKETCH_BITS} - coalesce(bit_count(${inLast(days, `bit_or(d.${sketch})`)}), 0)`;
  return `round(${SKETCH_BITS} * ln(${SKETCH_BITS} / greatest(${unset}, 0.5)::float8))`;
}

/**
 * At least as many as on the fullest day and at most those of all days added up, so one active day gives the
 * exact number.
 */
function distinctSongs(inLast: InLast, days: number): string {
  const fullestDay = `coalesce(${inLast(days, 'max(d.distinct_songs)')}, 0)`;
  return `least(greatest(${linearCount(inLast, 'song_sketch', days)}, ${fullestDay}), ${sumOf(inLast, 'distinct_songs', days)})`;
}

/** Null when the plays of a day were loaded without their singers, or name none. */
function distinctSingers(inLast: InLast, days: number): string {
  const unknown = inLast(days, 'bool_or(d.distinct_songs > 0 AND d.singer_sketch IS NULL)');
  return `CASE WHEN ${unknown} THEN NULL ELSE ${linearCount(inLast, 'singer_sketch', days)} END`;
}

function completeIn(days: number): string {
  return completeDays(`($1::date - ${days})`, '$1::date');
}

/**
 * SQL of a feature of the feature window.
 * @param onComplete of complete days alone: what is divided by them
 */
export function expression({ source, days }: Feature, inLast: InLast, onComplete: InLast): string {
  switch (source.how) {
    case 'sum':
      return sumOf(inLast, source.column, days);
    case 'distinct_songs':
      return distinctSongs(inLast, days);
    case 'distinct_singers':
      return distinctSingers(inLast, days);
    case 'active_days':
      return amountOf(inLast, 'active_days', days);
    case 'known_days':
      return `(${completeIn(days)} + ${inLast(days, 'count(CASE WHEN d.day = ANY ($2::date[]) THEN 1 END)')})::float8`;
    case 'completion':
      // The daily sums are 4-byte floats; adding them up as 8-byte ones does not depend on the order of the days.
      return `(${inLast(days, 'sum(d.completion_sum::float8)')} / nullif(${inLast(days, 'sum(d.completion_count)')}, 0))::float8`;
    case 'night_share': {
      const known = inLast(days, 'sum(CASE WHEN d.night_plays IS NULL THEN 0 ELSE d.plays END)');
      return `(${inLast(days, 'sum(d.night_plays)')}::float8 / nullif(${known}, 0))`;
    }
    case 'trend': {
      const perDay = (last: number) =>
        `${amountOf(onComplete, source.of, last)} / nullif(${completeIn(last)}, 0)`;
      return `(${perDay(source.recent)}) / nullif(${perDay(days)}, 0)`;
    }
    case 'days_since': {
      const last = `max(d.day)${source.event === 'event' ? '' : ` FILTER (WHERE ${HAPPENED[source.event]})`}`;
      return `${completeDays(last, '$1::date')}::float8`;
    }
    case 'latest_device':
      // Day and code in one number: the maximum is the newest day's device, without a sort per user.
      return `(max((d.day - DATE '1970-01-01') * 8 + coalesce(d.device, 0)) % 8)::float8`;
    default:
      throw new RangeError(`${source.how} is told of the whole history, not of the feature window.`);
  }
}
