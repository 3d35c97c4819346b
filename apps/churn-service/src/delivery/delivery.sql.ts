import { CONTACT_BAR, joinContactBars, mayBeContacted } from '#common';

/**
 * One message an endpoint and part of the oldest run of any audience that has none yet. Runs of an audience follow each other, so that none is sent before an earlier one. Answers a row a run. Endpoints
 * are noted as having got its users.
 */
export const FAN_OUT = `/* delivery.fan_out */
  WITH run AS (
    SELECT r.id, r.audience_id, a.key,
      (SELECT coalesce(max(c.part), 1) FROM audience_change c WHERE c.run_id = r.id) AS parts
    FROM audience_run r JOIN audience a ON a.id = r.audience_id
    WHERE NOT r.fanned_out AND NOT EXISTS (
      SELECT FROM audience_run e WHERE e.audience_id = r.audience_id AND NOT e.fanned_out AND e.id < r.id)
    ORDER BY r.id LIMIT 1 FOR UPDATE OF r SKIP LOCKED),
  message AS (
    INSERT INTO delivery_message (endpoint_id, type, audience_id, run_id, part, parts)
    SELECT e.id, 'audience.changed', run.audience_id, run.id, part, run.parts
    FROM run CROSS JOIN delivery_endpoint e CROSS JOIN LATERAL generate_series(1, run.parts) AS part
    WHERE (e.audiences IS NULL OR run.key = ANY (e.audiences))
      AND (e.types IS NULL OR 'audience.changed' = ANY (e.types))
    RETURNING endpoint_id),
  named AS (
    INSERT INTO delivery_user (user_id, endpoint_id)
    SELECT c.user_id, m.endpoint_id FROM (SELECT DISTINCT endpoint_id FROM message) AS m
      CROSS JOIN run JOIN audience_change c ON c.run_id = run.id AND c.reason <> 'erased'
    ON CONFLICT DO NOTHING)
  UPDATE audience_run SET fanned_out = true FROM run WHERE audience_run.id = run.id RETURNING run.id`;

/**
 * Messages of type $1 with the data $2, $4 parts, of the subject $5, to each endpoint that asks for the type, or to
 * the endpoint $3 alone. No disabled endpoint gets to know that one is disabled.
 */
export const INSERT_MESSAGES = `/* delivery.insert_messages */
  INSERT INTO delivery_message (endpoint_id, type, data, part, parts, subject)
  SELECT id, $1, $2::json, part, $4, $5 FROM delivery_endpoint CROSS JOIN generate_series(1, $4::int) AS part
  WHERE CASE WHEN $3::int IS NOT NULL THEN id = $3 ELSE (types IS NULL OR $1 = ANY (types))
    AND (disabled_at IS NULL OR $1 <> 'endpoint.disabled') END
  RETURNING id`;

/** Notes the endpoints of the messages $1 of launches as having got the treated users. */
export const NAME_CONTACTS = `/* delivery.name_contacts */
  INSERT INTO delivery_user (user_id, endpoint_id)
  SELECT DISTINCT a.user_id, m.endpoint_id FROM delivery_message m JOIN campaign c ON c.key = m.data ->> 'campaign'
    JOIN campaign_assignment a ON a.campaign_id = c.id AND a.part = m.part
  WHERE m.id = ANY ($1::text[]) ON CONFLICT DO NOTHING`;

/** Longer than an attempt may take: after it another instance takes the message over. */
export const LEASE_SECONDS = 60;

/** The endpoint e takes messages now. */
const READY = `e.disabled_at IS NULL AND (e.paused_until IS NULL OR e.paused_until <= now())`;
/** The message m waits for an attempt, or its sender has not ended one within the lease. */
const DUE = `(m.state = 'waiting' AND m.next_at <= now() OR m.state = 'sending' AND m.lease_until <= now())`;

export const SELECT_DUE_ENDPOINTS = `/* delivery.due_endpoints */
  SELECT e.id FROM delivery_endpoint e
  WHERE ${READY} AND EXISTS (SELECT FROM delivery_message m WHERE m.endpoint_id = e.id AND ${DUE})`;

/**
 * Leases up to $2 messages of the endpoint $1 for $3 seconds. Of an audience only those of its oldest run that
 * is not finished, of any other subject its oldest message.
 */
export const CLAIM_MESSAGES = `/* delivery.claim */
  WITH due AS (
    SELECT m.id, e.url, e.secret, e.earlier_secrets AS "earlierSecrets"
    FROM delivery_message m JOIN delivery_endpoint e ON e.id = m.endpoint_id
    WHERE m.endpoint_id = $1 AND ${READY} AND ${DUE} AND NOT EXISTS (
      SELECT FROM delivery_message earlier
      WHERE earlier.endpoint_id = m.endpoint_id AND earlier.audience_id = m.audience_id
        AND earlier.run_id < m.run_id AND earlier.state IN ('waiting', 'sending'))
      AND NOT EXISTS (
        SELECT FROM delivery_message earlier
        WHERE earlier.endpoint_id = m.endpoint_id AND earlier.subject = m.subject AND earlier.number < m.number
          AND earlier.state IN ('waiting', 'sending'))
    ORDER BY m.run_id NULLS FIRST, m.number LIMIT $2 FOR UPDATE OF m SKIP LOCKED)
  UPDATE delivery_message m SET state = 'sending', attempts = attempts + 1, lease_until = now() + $3 * interval '1 s'
  FROM due WHERE m.id = due.id
  RETURNING m.id, m.type, m.run_id AS run, m.part, m.parts, m.data, m.created_at AS "createdAt", m.attempts,
    m.is_replay AS "isReplay", m.endpoint_id AS "endpointId", due.url, due.secret, due."earlierSecrets"`;

/** A message is finished only by the attempt $2 that has its lease. */
const OWN_ATTEMPT = `id = $1 AND attempts = $2 AND state = 'sending'`;

export const RELEASE_MESSAGE = `/* delivery.release */
  UPDATE delivery_message SET state = 'waiting', attempts = attempts - 1, next_at = now(), lease_until = NULL
  WHERE ${OWN_ATTEMPT}`;

/**
 * The column of what was sent, by its new value: none where an erasure was under way since the lease began, of
 * whose users it may name one. Without a request the value of the one before stays.
 */
const SENT = (value: string): string => `CASE WHEN NOT EXISTS (
    SELECT FROM erasure WHERE finished_at IS NULL OR finished_at > lease_until - interval '${LEASE_SECONDS} s')
    THEN coalesce(${value}::json, sent) END`;

/** $3 status, $4 what was sent. */
export const RECORD_DELIVERED = `/* delivery.delivered */
  WITH message AS (
    UPDATE delivery_message SET state = 'delivered', last_status = $3, last_error = NULL, lease_until = NULL,
      delivered_at = now(), sent = ${SENT('$4')}
    WHERE ${OWN_ATTEMPT} RETURNING endpoint_id)
  UPDATE delivery_endpoint e SET failing_since = NULL
  FROM message WHERE e.id = message.endpoint_id AND e.failing_since IS NOT NULL`;

/**
 * $3 status, $4 error, $5 milliseconds to the next attempt (null: there is none, the message is dead), $6
 * what was sent.
 */
export const RECORD_FAILED = `/* delivery.failed */
  UPDATE delivery_message SET state = CASE WHEN $5::float8 IS NULL THEN 'dead' ELSE 'waiting' END,
    next_at = now() + coalesce($5::float8, 0) * interval '1 ms', lease_until = NULL, last_status = $3, last_error = $4,
    sent = ${SENT('$6')}
  WHERE ${OWN_ATTEMPT} RETURNING endpoint_id AS "endpointId"`;

/**
 * Of the endpoint $1, which asked for a pause of $2 milliseconds, or null. Answers whether its attempts have failed
 * for $3 days. After a pause of $4 days, in which nothing was to be sent, that time begins anew.
 */
export const NOTE_FAILURE = `/* delivery.note_failure */
  UPDATE delivery_endpoint SET failed_at = now(),
    failing_since = CASE WHEN failed_at > now() - $4 * interval '1 day' THEN coalesce(failing_since, now()) ELSE now() END,
    paused_until = coalesce(now() + $2::float8 * interval '1 ms', paused_until)
  WHERE id = $1 RETURNING failing_since <= now() - $3 * interval '1 day' AS "isLost"`;

/** Answers the name of the endpoint $1, unless it is disabled already. */
export const DISABLE_ENDPOINT = `/* delivery.disable */
  UPDATE delivery_endpoint SET disabled_at = now(), disabled_because = $2
  WHERE id = $1 AND disabled_at IS NULL RETURNING name`;

/**
 * Makes messages due now: the one of the id $1 with those that wait before it, or those of the endpoint $2 made from
 * $3 to $4 in states $5, and the later ones of their subjects, so that the newest comes last. A pause that their
 * endpoint asked for ends. None that is being sent changes.
 */
export const REPLAY_MESSAGES = `/* delivery.replay */
  WITH asked AS (
    SELECT m.id, m.endpoint_id, m.subject, m.number FROM delivery_message m LEFT JOIN delivery_message one ON one.id = $1::text
    WHERE m.state <> 'sending' AND CASE WHEN $1::text IS NOT NULL THEN m.id = $1 OR m.state = 'waiting'
      AND m.endpoint_id = one.endpoint_id
      AND (m.audience_id = one.audience_id AND m.run_id < one.run_id OR m.subject = one.subject AND m.number < one.number)
    ELSE m.endpoint_id = $2::int AND m.created_at >= $3::timestamptz AND m.created_at <= $4::timestamptz
      AND m.state = ANY ($5::text[]) END),
  chosen AS (
    SELECT m.id, m.endpoint_id FROM delivery_message m
    WHERE m.state <> 'sending' AND m.id IN (
      SELECT id FROM asked UNION SELECT later.id FROM asked a JOIN delivery_message later
      ON later.endpoint_id = a.endpoint_id AND later.subject = a.subject AND later.number > a.number)
    FOR UPDATE OF m),
  woken AS (
    UPDATE delivery_endpoint e SET paused_until = NULL FROM chosen WHERE e.id = chosen.endpoint_id)
  UPDATE delivery_message m SET state = 'waiting', attempts = 0, next_at = now(), delivered_at = NULL,
    is_replay = m.is_replay OR m.state <> 'waiting'
  FROM chosen WHERE m.id = chosen.id RETURNING m.id`;

/** Of each endpoint, what is not delivered. */
export const SELECT_BACKLOGS = `/* delivery.backlogs */
  SELECT endpoint_id AS "endpointId", count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
    count(*) FILTER (WHERE state = 'sending')::int AS sending, count(*) FILTER (WHERE state = 'dead')::int AS dead,
    extract(epoch FROM now() - min(created_at) FILTER (WHERE state <> 'dead'))::float8 AS "oldestSeconds"
  FROM delivery_message WHERE state <> 'delivered' GROUP BY endpoint_id`;

/**
 * Of more than $1 days ago; of erased users, of more than 7 days ago. Messages that name users are kept until
 * they are delivered.
 */
export const DELETE_OLD_MESSAGES = `/* delivery.delete_old */
  DELETE FROM delivery_message
  WHERE created_at < now() - CASE type WHEN 'users.erased' THEN least($1, 7) ELSE $1 END * interval '1 day'
    AND (state = 'delivered' OR type NOT IN ('audience.changed', 'campaign.launched', 'users.erased'))`;

export const SELECT_UNKNOWN_AUDIENCES = `/* delivery.unknown_audiences */
  SELECT asked.key FROM unnest($1::text[]) AS asked (key)
  WHERE NOT EXISTS (SELECT FROM audience a WHERE a.key = asked.key)`;

/**
 * Of the part $2 of the run $1, each with why its user may not be contacted now. Of a replay ($3) only those
 * that still hold: a user who has entered or left since is named by a later run, which the receiver may have got
 * before.
 */
export const SELECT_CHANGES = `/* delivery.changes */
  WITH change AS MATERIALIZED (
    SELECT * FROM audience_change WHERE run_id = $1 AND part = $2)
  SELECT c.id, c.user_id AS "userId", c.user_text AS "userText", c.entered, c.probability, c.reason, ${CONTACT_BAR} AS bar
  FROM change c ${joinContactBars('c.user_id', 'SELECT user_id FROM change')}
  WHERE (NOT $3::boolean OR c.entered = EXISTS (SELECT FROM audience_member m WHERE m.audience_id = c.audience_id
      AND m.user_id = c.user_id AND (m.run_id = c.run_id OR NOT c.entered)))
  ORDER BY c.user_id`;

/** Treated users of the campaign with the key $1, or of its part $2, without those who may be contacted no more. */
export const SELECT_CONTACTS = `/* delivery.contacts */
  SELECT a.user_id AS "userId", a.arm, a.probability FROM campaign_assignment a
  WHERE a.campaign_id = (SELECT c.id FROM campaign c WHERE c.key = $1) AND a.arm <> 'holdout' AND ($2::int IS NULL OR a.part = $2)
    AND ${mayBeContacted('a.user_id')}
  ORDER BY a.user_id`;
