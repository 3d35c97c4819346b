import { featuresSql } from './features.sql.js';
import type { FeatureCatalogue } from './feature-catalogue.js';
import type { ChurnDefinition } from './churn-definition.js';
import { activeUsersSql } from './labels.sql.js';

/**
 * Features and label of the whole population, from the very statements that models learn from. $1 snapshot date;
 * and where labels are known: $2 and $3, first and last day of the label window.
 */
export function modelTableSql(
  catalogue: FeatureCatalogue,
  { population, activityKinds }: ChurnDefinition,
  labelled: boolean,
): string {
  const active = activeUsersSql(activityKinds).replaceAll('$2', '$3').replaceAll('$1', '$2');
  return `/* churn.model_table */
  SELECT features.*, ${labelled ? '(active."userId" IS NULL)::int' : 'NULL::int'} AS label
  FROM (${featuresSql(catalogue, { population })}) AS features
  ${labelled ? `LEFT JOIN (${active}) AS active ON active."userId" = features."userId"` : ''}
  ORDER BY features."userId"`;
}
