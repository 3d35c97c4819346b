/** The newest day on which every kind of archive that is loaded at all has been loaded, and the oldest day of any. */
export const SELECT_LOADED_DAYS = `/* churn.loaded_days */
  SELECT min(first_day) AS "firstDay", min(last_day) AS "newestDay"
  FROM (SELECT kind, min(day) AS first_day, max(day) AS last_day FROM archive
        WHERE state IN ('loaded', 'partial') AND kind IS NOT NULL AND day IS NOT NULL
        GROUP BY kind) AS loaded`;

/** Days from $1 to $2 on which nothing of a kind has been loaded. */
export const SELECT_HOLES = `/* churn.holes */
  SELECT d.day::date AS day, k.kind
  FROM generate_series($1::date, $2::date, interval '1 day') AS d(day)
  CROSS JOIN unnest(ARRAY['play', 'down', 'search']) AS k(kind)
  WHERE NOT EXISTS (SELECT FROM archive a
                    WHERE a.day = d.day::date AND a.kind = k.kind AND a.state IN ('loaded', 'partial'))
  ORDER BY d.day, k.kind`;

/** What is known of the logs when they are generated ones. */
export const SELECT_SAMPLE_LOG_SET = `/* churn.sample_log_set */
  SELECT manifest -> 'bestReachable' AS "bestReachable" FROM sample_log_set`;
