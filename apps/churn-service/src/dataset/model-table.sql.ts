import { featuresSql } from './features.sql.js';
import type { FeatureCatalogue } from './feature-catalogue.js';
import type { ChurnDefinition } from './churn-definition.js';
import { activeUsersSql, SELECT_LABEL_ROWS } from './labels.sql.js';

/**
 * Features and label of the whole population, from the very statements that models learn from. $1 snapshot date;
 * and where labels are known: $2 and $3, first and last day of the label window. `rows`: in how many
 * rows the user is.
 */
export function modelTableSql(
  catalogue: FeatureCatalogue,
  { population, activityKinds }: ChurnDefinition,
  labelled: boolean,
): string {
  const [active, campaigns] = [activeUsersSql(activityKinds), SELECT_LABEL_ROWS].map((sql) =>
    sql.replaceAll('$2', '$3').replaceAll('$1', '$2'),
  );
  return `/* churn.model_table */
  SELECT features.*, ${labelled ? '(active."userId" IS NULL)::int' : 'NULL::int'} AS label,
    ${labelled ? 'coalesce(campaigns.label_rows, 1)' : '1'} AS rows
  FROM (${featuresSql(catalogue, { population })}) AS features
  ${
    labelled
      ? `LEFT JOIN (${active}) AS active ON active."userId" = features."userId"
  LEFT JOIN (${campaigns}) AS campaigns ON campaigns.user_id = features."userId"`
      : ''
  }
  ORDER BY features."userId"`;
}
