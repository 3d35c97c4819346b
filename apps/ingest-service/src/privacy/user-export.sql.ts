import { USER_TABLES } from './user-tables.js';
import type { UserTable } from './user-tables.js';

/** Tables by day have no index by user; the rollup has the days of the user. */
const DAYS_OF_USER = 'ARRAY(SELECT day FROM user_day WHERE user_id = $1::bigint)';

/** All rows of the user $1, table after table, each as JSON with every column. */
export const SELECT_ROWS_OF_USER = `/* ingest.rows_of_user */
  ${USER_TABLES.map((known) => `(${rowsOf(known)})`).join('\n  UNION ALL ')}`;

function rowsOf({ table, removal, order }: UserTable): string {
  const isByDay = removal === 'day' && table !== 'user_day';
  return `SELECT '${table}' AS "table", to_jsonb(t)::text AS row FROM ${table} t
    WHERE user_id = $1::bigint${isByDay ? ` AND day = ANY (${DAYS_OF_USER})` : ''} ORDER BY ${order}`;
}
