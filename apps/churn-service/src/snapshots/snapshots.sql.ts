/** The newest day on which every kind of archive that is loaded at all has been loaded, and the oldest day of any. */
export const SELECT_LOADED_DAYS = `/* churn.loaded_days */
  SELECT min(first_day) AS "firstDay", min(last_day) AS "newestDay"
  FROM (SELECT kind, min(day) AS first_day, max(day) AS last_day FROM archive
        WHERE state IN ('loaded', 'partial') AND kind IS NOT NULL AND day IS NOT NULL
        GROUP BY kind) AS loaded`;

/**
 * What has been loaded of the days from $1 to $2: a mark that changes with every archive loaded, replaced or removed, and
 * the time of the newest load. Marks compare what was visible, which times of loads that had not committed yet cannot.
 */
export const SELECT_LOADS = `/* churn.loads */
  SELECT coalesce(sum(hashtextextended(id || ' ' || state || ' ' || coalesce(extract(epoch FROM finished_at), 0), 0)),
                  0)::text AS mark,
         max(finished_at) AS "newestLoadAt", clock_timestamp() AS "askedAt"
  FROM archive WHERE day >= $1::date AND day <= $2::date AND state IN ('loaded', 'partial')`;

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
