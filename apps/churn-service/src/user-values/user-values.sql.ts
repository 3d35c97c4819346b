import { advisoryLock } from '#common';

/** As who writes events: an erasure that has begun since waits for the end of the transaction. */
export const LOCK_AGAINST_ERASURE = `/* churn.lock_against_erasure */
  SELECT ${advisoryLock('retention', '0', 'pg_advisory_xact_lock_shared')}`;

/** One writer of members at a time. After it excluded users are read: an erasure has the lock when it begins. */
export const LOCK_AUDIENCES = `/* churn.lock_audiences */ SELECT ${advisoryLock('audiences')}`;

/** Whether a user with the hash $1 has been erased. */
export const SELECT_IS_ERASED = `/* churn.is_erased */
  SELECT EXISTS (SELECT FROM erased_user WHERE hash = $1::bigint) AS "isErased"`;

export const UPSERT_USER_VALUE = `/* churn.upsert_user_value */
  INSERT INTO user_value (user_id, value) VALUES ($1::bigint, $2::float8)
  ON CONFLICT (user_id) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
  RETURNING value, updated_at AS "updatedAt"`;

export const DELETE_USER_VALUE = `/* churn.delete_user_value */
  DELETE FROM user_value WHERE user_id = $1::bigint
  RETURNING value, updated_at AS "updatedAt"`;

/** Lines of a file about users, with the hashes of these; first and second: the cells behind the id. */
export const CREATE_INCOMING_USERS = `/* churn.create_incoming_users */
  CREATE TEMP TABLE incoming_user (line bigint, user_id bigint, text text, hash bigint, first text, second text) ON COMMIT DROP`;

export const COPY_INCOMING_USERS = `/* churn.copy_incoming_users */
  COPY incoming_user (line, user_id, text, hash, first, second) FROM STDIN`;

export const COUNT_INCOMING_USERS = `/* churn.count_incoming_users */
  SELECT count(DISTINCT user_id)::int AS users FROM incoming_user`;

/** Of several lines about one user the last counts. Values of erased users are left out. */
export const MERGE_INCOMING_VALUES = `/* churn.merge_incoming_values */
  WITH written AS (
    INSERT INTO user_value (user_id, value)
    SELECT DISTINCT ON (i.user_id) i.user_id, i.first::float8 FROM incoming_user i
    WHERE NOT EXISTS (SELECT FROM erased_user e WHERE e.hash = i.hash)
    ORDER BY i.user_id, i.line DESC
    ON CONFLICT (user_id) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
    RETURNING 1)
  SELECT count(*)::int AS users FROM written`;

/** Texts of the ids of users who are not erased, in a database of text ids. Ascending: no deadlocks. */
export const INSERT_INCOMING_KEYS = `/* churn.insert_incoming_keys */
  INSERT INTO user_key (user_id, text)
  SELECT DISTINCT i.user_id, i.text FROM incoming_user i
  WHERE i.text IS NOT NULL AND NOT EXISTS (SELECT FROM erased_user e WHERE e.hash = i.hash)
  ORDER BY i.user_id
  ON CONFLICT DO NOTHING`;
