import { BARRED_USERS, CONTACT_BAR, joinContactBars } from '#common';
import { liveVersionSql } from '../registry/live-churn-model.js';
import { OPEN_DOUBTS } from '../scores/score-sets.sql.js';

const SET = `v.id AS "versionId", v.kind, v.version, s.features_dropped AS "featuresDropped", s.scored_at AS "scoredAt", ${OPEN_DOUBTS} AS doubts,
  (v.parameters ->> 'featureDays')::int AS "featureDays", (v.parameters ->> 'historyDays')::int AS "historyDays", v.parameters -> 'facts' AS facts`;

/** The newest set of the live version of the kind $1. */
export const SELECT_NEWEST_SET = `/* churn.newest_set_of_audiences */
  SELECT s.snapshot_date AS "snapshotDate", ${SET}
  FROM churn_score_set s JOIN model_version v ON v.id = s.model_version_id
  WHERE v.id = ${liveVersionSql('$1::text')} ORDER BY s.snapshot_date DESC LIMIT 1`;

/** The scores of the set $1, $2 with their features. */
export const SELECT_FEATURES = `/* churn.features_of_set */
  SELECT user_id AS "userId", features FROM churn_score WHERE snapshot_date = $1 AND model_version_id = $2`;

/** Members of the audience $1 who may be contacted no more leave; the others stay those of its newest run. */
export const REMOVE_BARRED = `/* churn.remove_barred_members */
  SELECT change_audience($1::int, NULL, NULL, array_agg(user_id), array_agg(false), array_agg(bar), NULL)
  FROM (
    SELECT m.user_id, ${CONTACT_BAR} AS bar FROM audience_member m ${joinContactBars('m.user_id')}
    WHERE m.audience_id = $1::int) AS member
  WHERE bar IS NOT NULL HAVING count(*) > 0`;

export const CHANGE_AUDIENCE = `/* churn.change_audience */
  SELECT change_audience($1::int, $2::date, $3::int, $4::bigint[], $5::boolean[], $6::text[], $7::real[]) AS run`;

/**
 * Audiences whose newest run is not of the set $1, $2 as it was made at $3, that have members who may be
 * contacted no more, or that read values of users which were stored since; none but these have members to be
 * computed anew.
 */
export const SELECT_OUTDATED = `/* churn.outdated_audiences */
  SELECT a.id FROM audience a
  LEFT JOIN LATERAL (
    SELECT snapshot_date, model_version_id, created_at FROM audience_run WHERE audience_id = a.id ORDER BY id DESC LIMIT 1) r ON true
  WHERE a.archived_at IS NULL AND ((r.snapshot_date, r.model_version_id) IS DISTINCT FROM ($1::date, $2::int) OR r.created_at < $3::timestamptz
    OR a.id IN (SELECT m.audience_id FROM audience_member m WHERE m.user_id IN (${BARRED_USERS}))
    OR (a.conditions ->> 'order' = 'value' OR a.conditions -> 'conditions' @? '$[*].value')
      AND r.created_at < (SELECT max(updated_at) FROM user_value))
  ORDER BY a.id`;
