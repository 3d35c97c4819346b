import { advisoryLock } from '../database/advisory-locks.js';

/** State of the row `v` of model_version. */
export const modelState = (v: string): string => `
  CASE WHEN ${v}.refused THEN 'refused'
       WHEN ${v}.retired_at IS NOT NULL THEN 'retired'
       WHEN ${v}.id = (SELECT p.model_version_id FROM model_promotion p WHERE p.kind = ${v}.kind ORDER BY p.id DESC LIMIT 1)
       THEN 'live' ELSE 'ready' END`;

export const LOCK_KIND = `/* models.lock_kind */
  SELECT ${advisoryLock('model', 'hashtext($1)')}`;

export const INSERT_CHUNK = `/* models.insert_chunk */
  INSERT INTO model_artefact_chunk (model_version_id, position, bytes) VALUES ($1, $2, $3)`;

export const SELECT_CHUNK = `/* models.chunk */
  SELECT bytes FROM model_artefact_chunk WHERE model_version_id = $1 AND position = $2`;

/** Versions of kind $1 that have an artefact. */
export const SELECT_STORED_VERSIONS = `/* models.stored_versions */
  SELECT id FROM model_version WHERE kind = $1 AND retired_at IS NULL ORDER BY version DESC`;

export const DELETE_CHUNKS = `/* models.delete_chunks */ DELETE FROM model_artefact_chunk WHERE model_version_id = $1`;

/** Version and checksum of what is live of kind $1. */
export const SELECT_LIVE_ARTEFACT = `/* models.live_artefact */
  SELECT v.id, v.artefact_sha256 AS sha256 FROM model_version v
  WHERE v.id = (SELECT p.model_version_id FROM model_promotion p WHERE p.kind = $1 ORDER BY p.id DESC LIMIT 1)`;

/**
 * The newest $3 versions before version $2, or of all; of each report only the figures named $4 at the paths $5,
 * such as 'metrics.test.auc'.
 */
export const SELECT_SUMMARIES = `/* models.list */
  SELECT v.id, v.kind, v.version, v.snapshot_date AS "snapshotDate", v.data_from AS "dataFrom", v.data_to AS "dataTo",
    v.seed::float8 AS seed, v.parameters, v.gate, v.catalogue_hash AS "catalogueHash", v.code_version AS "codeVersion",
    v.artefact_sha256 AS "artefactSha256", v.artefact_bytes::float8 AS "artefactBytes", v.created_at AS "createdAt",
    ${modelState('v')} AS state, coalesce((unpacked.report ->> 'synthetic')::boolean, false) AS synthetic,
    (SELECT coalesce(jsonb_object_agg(f.name, unpacked.report #> string_to_array(f.path, '.')), '{}')
     FROM unnest($4::text[], $5::text[]) AS f(name, path)) AS figures
  FROM (SELECT * FROM model_version WHERE kind = $1 AND ($2::int IS NULL OR version < $2) ORDER BY version DESC LIMIT $3) v
  -- A copy in memory: each figure would decompress the stored report once more.
  CROSS JOIN LATERAL (SELECT v.report || '{}' AS report OFFSET 0) unpacked
  ORDER BY v.version DESC`;

/**
 * Versions of kind $1 that are neither among the newest $2 nor live ($3) nor the one a rollback would bring
 * back ($4) nor the version with the number $5: their artefacts are dropped, their reports and scores stay.
 */
export const RETIRE_VERSIONS = `/* models.retire */
  WITH retired AS (
    UPDATE model_version v SET retired_at = now()
    WHERE v.kind = $1 AND v.retired_at IS NULL
      AND v.id NOT IN (SELECT id FROM model_version WHERE kind = $1 ORDER BY version DESC LIMIT $2)
      AND v.id IS DISTINCT FROM $3 AND v.id IS DISTINCT FROM $4
      AND v.version <> ALL ($5::integer[])
    RETURNING v.id, v.version
  ), dropped AS (
    DELETE FROM model_artefact_chunk c USING retired r WHERE c.model_version_id = r.id
  )
  SELECT version FROM retired ORDER BY version`;
