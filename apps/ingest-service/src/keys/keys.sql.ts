import { advisoryLock } from '#common';

/** Until the transaction ends: changes come one after the other. */
export const LOCK_KEYS = `/* keys.lock */ SELECT ${advisoryLock('keys')}`;

/** No row when the name is taken. */
export const INSERT_KEY = `/* keys.insert */
  INSERT INTO api_key (name, scopes, expires_at, created_by, owner, note) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (name) DO NOTHING RETURNING name`;

/** $1 name of the key, $2 digest and $3 prefix of the token. */
export const INSERT_TOKEN = `/* keys.insert-token */
  INSERT INTO api_key_token (digest, key_id, prefix) SELECT $2::bytea, id, $3::text FROM api_key WHERE name = $1`;

/** The tokens of key $1 end $2 seconds from now, or earlier where they would anyway. */
export const END_TOKENS = `/* keys.end-tokens */
  UPDATE api_key_token SET ends_at = now() + make_interval(secs => $2)
  WHERE key_id = (SELECT id FROM api_key WHERE name = $1) AND (ends_at IS NULL OR ends_at > now() + make_interval(secs => $2))`;

/** A revocation keeps the name of its first caller. */
export const REVOKE_KEY = `/* keys.revoke */
  UPDATE api_key SET revoked_at = now(), revoked_by = $2 WHERE name = $1 AND revoked_at IS NULL`;

export const IS_PAST = `/* keys.is-past */ SELECT $1::timestamptz <= now() AS "isPast"`;

/** As a KeyDto. */
const KEY = `
  k.name, 'database' AS source, k.scopes, k.owner, k.note, k.created_at AS "createdAt", k.created_by AS "createdBy",
  k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt", k.revoked_by AS "revokedBy",
  CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked' WHEN k.expires_at <= now() THEN 'expired' ELSE 'active' END AS state,
  (SELECT max(t.last_used_at) FROM api_key_token t WHERE t.key_id = k.id) AS "lastUsedAt",
  (SELECT coalesce(jsonb_agg(
       jsonb_build_object('prefix', t.prefix, 'createdAt', t.created_at, 'endsAt', t.ends_at, 'lastUsedAt', t.last_used_at)
       ORDER BY t.created_at DESC, t.prefix), '[]')
   FROM api_key_token t WHERE t.key_id = k.id AND (t.ends_at IS NULL OR t.ends_at > now())) AS tokens`;

export const SELECT_KEY = `/* keys.find */ SELECT ${KEY} FROM api_key k WHERE k.name = $1`;

/** The first $2 keys behind the name $1, or from the beginning when it is null. */
export const SELECT_KEYS = `/* keys.page */
  SELECT ${KEY} FROM api_key k WHERE k.name > coalesce($1, '') ORDER BY k.name LIMIT $2`;

/** Requests of the key $1 by day, service and route, on the newest $2 days with any. */
export const SELECT_REQUESTS = `/* keys.requests */
  SELECT day, service, route, requests FROM api_key_request
  WHERE key_name = $1 AND day IN (SELECT DISTINCT day FROM api_key_request WHERE key_name = $1 ORDER BY day DESC LIMIT $2)
  ORDER BY day DESC, requests DESC, service, route`;

/** Admin keys other than key $1 that are good now. */
export const COUNT_OTHER_ADMINS = `/* keys.other-admins */
  SELECT count(*)::int AS count FROM api_key
  WHERE name <> $1 AND 'admin' = ANY(scopes) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`;
