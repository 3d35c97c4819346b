import type { PopulationDto } from './windows.dto.js';
import { EVENT_KINDS } from '../event-kinds.js';
import { EVERYBODY } from './churn-definition.js';
import { dayLiteral } from './copy-rows.js';
import { notEndedSql } from './endings.sql.js';
import { dailyEvents, drawnSql } from './labels.sql.js';
import { factsSql } from './fact-features.js';
import type { Feature } from './feature.js';
import { expression, HAPPENED, inLastOf } from './feature-expressions.sql.js';
import type { FeatureCatalogue } from './feature-catalogue.js';
import { historyParts, IS_COMPLETE, isOfHistory, ofHistory } from './history-features.sql.js';
import type { SeenDays } from './windows.js';

/** Users whose ids lie from `from` to below `below`; null: no bound. */
export interface UserRange {
  readonly from: bigint | null;
  readonly below: bigint | null;
  /** Of these, about so large a share, by a hash of the id: the same users on every day. */
  readonly share: number;
}

export const ALL_USERS: UserRange = { from: null, below: null, share: 1 };

/** Whose features: those of the population within a range, or of those of the users $3 who belong to it. */
type Whose = UserRange | 'given';

/**
 * Rows of user_day on the last `days` days but the newest `but` of them; both ends stand here, so no
 * expression can see past them.
 */
function activeIn(days: number, but: number, whose: Whose): string {
  const newest = but === 0 ? '$1::date' : `$1::date - ${but}`;
  return `d.day > $1::date - ${days} AND d.day <= ${newest} AND ${HAPPENED.event}${among(whose)}`;
}

function among(whose: Whose): string {
  if (whose === 'given') return ' AND d.user_id = ANY ($3::bigint[])';
  const from = whose.from === null ? '' : ` AND d.user_id >= ${whose.from.toString()}`;
  const below = whose.below === null ? '' : ` AND d.user_id < ${whose.below.toString()}`;
  return from + below + drawnSql(whose.share);
}

/** Who has an event at all is there already. */
function belongs({ kinds, minDays }: PopulationDto): string {
  if (minDays <= 1 && EVENT_KINDS.every((kind) => kinds.includes(kind))) return '';
  return `HAVING count(*) FILTER (WHERE ${dailyEvents(kinds)} > 0) >= ${minDays}`;
}

/**
 * The one statement that makes features: for training, for scoring everybody and for a single user.
 * $1 snapshot date, $2 the days that are not complete, $3 user ids where they are given. One row a user with
 * at least one event in the feature window who belongs to the population; excluded users are left out. Every
 * day is read once: the feature window with all columns; the days before it, where the history is longer,
 * with few, and what they say is added. Where $2 is empty, the statement without holes takes less.
 */
export function featuresSql(
  { featureDays, historyDays, features }: FeatureCatalogue,
  {
    population = EVERYBODY,
    whose = ALL_USERS,
    hasHoles = true,
  }: { population?: PopulationDto; whose?: Whose; hasHoles?: boolean } = {},
): string {
  const isLong = historyDays > featureDays;
  const facts = features.filter(({ source }) => 'fact' in source);
  const ofWindow = features.filter(
    ({ source, days }) => days <= featureDays && !isOfHistory(source.how) && !('fact' in source),
  );
  const sums = features.filter(({ source, days }) => days > featureDays && !isOfHistory(source.how));
  const counted = hasHoles ? [IS_COMPLETE] : [];
  const parts = Object.entries(historyParts(historyDays, hasHoles)).map(
    ([name, part]) => `${part} AS ${name}`,
  );
  const selected = (some: readonly Feature[], window: number) =>
    some.map((feature) => {
      const made = expression(feature, inLastOf(window), inLastOf(window, ...counted));
      return `${made} AS "${feature.name}"`;
    });
  const whole = ({ name, source, days }: Feature): string => {
    if (source.how === 'fact_changes') return `coalesce(t."${name}", 0) AS "${name}"`;
    if (source.how === 'fact') return `t."${name}"`;
    if (isOfHistory(source.how)) return `${ofHistory(source.how, historyDays, isLong)} AS "${name}"`;
    if (days <= featureDays) return `f."${name}"`;
    const sameOfWindow = name.replace(/\d+$/, String(featureDays));
    return `f."${sameOfWindow}" + coalesce(o."${name}", 0) AS "${name}"`;
  };
  return `/* churn.features */
  SELECT user_id AS "userId", ${features.map(whole).join(',\n    ')}
  FROM (
    SELECT d.user_id, ${[...selected(ofWindow, featureDays), ...parts].join(',\n      ')}
    FROM user_day d
    WHERE ${membersIn(featureDays, population, whose)}
    GROUP BY d.user_id ${belongs(population)}
  ) AS f ${
    isLong
      ? `LEFT JOIN (
    SELECT d.user_id, ${[...selected(sums, Infinity), ...parts].join(',\n      ')}
    FROM user_day d
    WHERE ${activeIn(historyDays, featureDays, whose)}
    GROUP BY d.user_id
  ) AS o USING (user_id)`
      : ''
  }
  ${facts.length === 0 ? '' : `LEFT JOIN (${factsSql(facts, among(whose))}) AS t USING (user_id)`}
  ORDER BY user_id`;
}

function membersIn(featureDays: number, { notEnded = false }: PopulationDto, whose: Whose): string {
  const members = `${activeIn(featureDays, 0, whose)} AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = d.user_id)`;
  return notEnded ? members + notEndedSql(among(whose)) : members;
}

/** How many users belong to the population of the snapshot date $1. */
export function countPopulationSql(featureDays: number, population: PopulationDto): string {
  return `/* churn.count_population */
  SELECT count(*)::int AS users FROM (
    SELECT FROM user_day d WHERE ${membersIn(featureDays, population, ALL_USERS)} GROUP BY d.user_id ${belongs(population)}) AS u`;
}

/** The same for the population with the days written out, for COPY. */
export function populationFeaturesSql(
  catalogue: FeatureCatalogue,
  { snapshotDate, incomplete }: SeenDays,
  population: PopulationDto = EVERYBODY,
  whose: UserRange = ALL_USERS,
): string {
  return featuresSql(catalogue, { population, whose, hasHoles: incomplete.length > 0 })
    .replaceAll('$1::date', dayLiteral(snapshotDate))
    .replaceAll('$2::date[]', `ARRAY[${incomplete.map(dayLiteral).join(', ')}]::date[]`);
}

/**
 * Plans a named statement once a connection, for any days: planning over the partitions of a long history
 * takes many times what reading a user does. Citus has to know the users before it can plan.
 */
export const PLAN_ONCE = `/* churn.plan_once */
  SELECT set_config('plan_cache_mode',
    CASE WHEN to_regclass('pg_catalog.pg_dist_partition') IS NULL THEN 'force_generic_plan' ELSE 'auto' END, true)`;

/** The user in the middle of those of the day $1; null where there is none. */
export const SELECT_MIDDLE_USER = `/* churn.middle_user */
  SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY user_id)::text AS middle FROM user_day WHERE day = $1::date`;

export const WITHOUT_WORKERS = 'SET LOCAL max_parallel_workers_per_gather = 0';
