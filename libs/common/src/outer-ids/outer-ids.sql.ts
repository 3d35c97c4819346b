import type { IdKind } from './internal-id.js';

export const SELECT_ID_FORM = `/* common.id_form */ SELECT form FROM id_form`;

/** No row when it is fixed already. */
export const INSERT_ID_FORM = `/* common.insert_id_form */
  INSERT INTO id_form (form) VALUES ($1) ON CONFLICT DO NOTHING RETURNING form`;

/** The anonymous pool of the Music Box format is no user of a database of texts. */
export const DELETE_ANONYMOUS_POOL = `/* common.delete_anonymous_pool */
  DELETE FROM excluded_user WHERE user_id = 0 AND by = 'rule'`;

/** $1 ids (bigint[], ascending: no deadlocks), $2 their texts; answers how many of them are new. */
export const insertKeys = (kind: IdKind): string => `/* common.insert_${kind}_keys */
  WITH added AS (
    INSERT INTO ${kind}_key (${kind}_id, text) SELECT * FROM unnest($1::bigint[], $2::text[])
    ON CONFLICT DO NOTHING RETURNING 1)
  SELECT count(*)::int AS added FROM added`;

/** The first of the ids $1 (bigint[]) that is stored with another text than that of $2. */
export const selectCollision = (kind: IdKind): string => `/* common.collision_of_${kind}_keys */
  SELECT stored.text AS stored, given.text AS given
  FROM unnest($1::bigint[], $2::text[]) AS given(id, text) JOIN ${kind}_key stored ON stored.${kind}_id = given.id
  WHERE stored.text <> given.text LIMIT 1`;

export const selectTexts = (kind: IdKind): string => `/* common.${kind}_texts */
  SELECT ${kind}_id AS id, text FROM ${kind}_key WHERE ${kind}_id = ANY ($1::bigint[])`;
