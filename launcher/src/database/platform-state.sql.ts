/** `changedAt` leaves posted events out: with live events every start would train both models anew. */
export const ARCHIVES = `
/* launcher.archives */
SELECT count(*)::int AS archives,
       coalesce(max(id), 0) AS newest,
       coalesce(sum(event_count), 0)::float8 AS events,
       coalesce(sum(line_count), 0)::float8 AS lines,
       coalesce(sum((SELECT sum(value::bigint) FROM jsonb_each_text(rejected))), 0)::float8 AS rejected,
       count(*) FILTER (WHERE state = 'refused')::int AS refused,
       count(*) FILTER (WHERE state = 'partial')::int AS partial,
       max(finished_at) FILTER (WHERE state IN ('loaded', 'partial') AND name NOT LIKE 'events/%') AS "changedAt",
       EXISTS (SELECT FROM sample_log_set) AS synthetic
FROM archive`;

export const NEWEST_MODEL = `
/* launcher.newest_model */
SELECT max(created_at) AS "createdAt" FROM model_version WHERE kind = $1`;

export const SOMEBODY = `
/* launcher.somebody */
SELECT user_id::text AS "userId"
FROM user_day
WHERE user_id > 0 AND user_id NOT IN (SELECT user_id FROM excluded_user)
  AND day > (SELECT max(day) FROM user_day) - 7
GROUP BY user_id
ORDER BY sum(plays) BETWEEN 20 AND 200 DESC, count(*) DESC, user_id
LIMIT 1`;

export const A_SONG = `
/* launcher.a_song */
SELECT song_id::text AS "songId"
FROM song
WHERE length_seconds >= 60
ORDER BY event_count DESC, song_id
LIMIT 1`;

export const LIVE_REPORT = `
/* launcher.live_report */
SELECT version, report
FROM model_version
WHERE id = (SELECT model_version_id FROM model_promotion WHERE kind = $1 ORDER BY id DESC LIMIT 1)`;

export const NEWEST_GATE = `
/* launcher.newest_gate */
SELECT gate->'reasons' AS reasons FROM model_version WHERE kind = $1 ORDER BY version DESC LIMIT 1`;
