import { EVERYBODY } from '../labels/churn-definition.js';
import type { Population } from '../labels/churn-definition.js';
import { dailyEvents } from '../labels/daily-events.sql.js';
import type { Feature, FeatureCatalogue } from './feature-catalogue.js';

const HAPPENED = {
  play: 'd.plays > 0',
  download: 'd.downloads > 0',
  search: 'd.searches > 0',
  event: 'd.plays + d.downloads + d.searches > 0',
};

function expression({ source }: Feature): string {
  switch (source.how) {
    case 'sum':
      return `coalesce(sum(d.${source.column}) FILTER (WHERE d.day > $1::date - ${source.days}), 0)::float8`;
    case 'active_days':
      return `(count(*) FILTER (WHERE d.day > $1::date - ${source.days}))::float8`;
    case 'days_since':
      return `($1::date - max(d.day) FILTER (WHERE ${HAPPENED[source.event]}))::float8`;
    case 'latest_device':
      // Day and code in one number: the maximum is the newest day's device, without a sort per user.
      return `(max((d.day - DATE '2000-01-01') * 8 + coalesce(d.device, 0)) % 8)::float8`;
  }
}

/**
 * The one statement that makes features: for training, for scoring everybody and for a single user.
 * $1 snapshot date, $2 user ids or null for the whole population. One row a user with at least one event in the feature
 * window who belongs to the population; excluded users are left out. Both ends of the window are in the WHERE clause, so no expression can see past it.
 */
export function featuresSql(
  { featureDays, features }: FeatureCatalogue,
  population: Population = EVERYBODY,
): string {
  return `/* churn.features */
  SELECT d.user_id AS "userId",
    ${features.map((feature) => `${expression(feature)} AS "${feature.name}"`).join(',\n    ')}
  FROM user_day d
  WHERE d.day > $1::date - ${featureDays} AND d.day <= $1::date
    AND ${HAPPENED.event}
    AND ($2::bigint[] IS NULL OR d.user_id = ANY ($2))
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = d.user_id)
  GROUP BY d.user_id
  HAVING count(*) FILTER (WHERE ${dailyEvents(population.kinds)} > 0) >= ${population.minDays}
  ORDER BY d.user_id`;
}
