/** Users with an event of any kind from $1 to $2: the definition of not churned, in its one place. */
export const SELECT_ACTIVE_USERS = `/* churn.active_users */
  SELECT DISTINCT d.user_id AS "userId" FROM user_day d
  WHERE d.day >= $1::date AND d.day <= $2::date AND d.plays + d.downloads + d.searches > 0`;
