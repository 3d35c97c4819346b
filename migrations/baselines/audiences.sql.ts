/** Audiences: conditions on scores, the users who meet them, and each entry and exit. */
export const AUDIENCES = `
-- conditions: what AudienceRulesBody of the churn service holds, without ids of users. An archived audience has
-- no members; its key is not given again.
CREATE TABLE audience (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text COLLATE "C" NOT NULL CONSTRAINT audience_key UNIQUE,
  name text NOT NULL,
  conditions jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz
);

-- The users of the condition "users" of an audience.
CREATE TABLE audience_listed_user (
  audience_id integer NOT NULL,
  user_id bigint NOT NULL,
  PRIMARY KEY (audience_id, user_id)
);
CREATE INDEX audience_listed_user_user ON audience_listed_user (user_id);

-- A recomputation that published a new snapshot or changed members. Runs are numbered in the order in which
-- they are committed: writers have the advisory lock "audiences". digest: the sum of id_digest over the
-- members, modulo 2^64. fanned_out: whether messages for receivers were made of its changes.
CREATE TABLE audience_run (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  audience_id integer NOT NULL CONSTRAINT audience_run_audience REFERENCES audience (id),
  snapshot_date date NOT NULL,
  model_version_id integer NOT NULL,
  entered integer NOT NULL,
  "left" integer NOT NULL,
  members integer NOT NULL,
  digest numeric NOT NULL,
  previous_run_id integer,
  fanned_out boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audience_run_of_audience ON audience_run (audience_id, id);
CREATE INDEX audience_run_to_fan_out ON audience_run (id) WHERE NOT fanned_out;

-- since and run_id: when the user entered; probability: at the entry; lists show that of the newest scores.
CREATE TABLE audience_member (
  audience_id integer NOT NULL,
  user_id bigint NOT NULL,
  since date NOT NULL,
  run_id integer NOT NULL,
  probability real NOT NULL,
  PRIMARY KEY (audience_id, user_id)
);
CREATE INDEX audience_member_user ON audience_member (user_id);

-- An entry or exit. Parts are numbered from 1 and have at most 1,000 changes. Without foreign keys, which would
-- be looked up once a row. user_text: the id that callers use of a user who was erased, where ids are texts.
CREATE TABLE audience_change (
  run_id integer NOT NULL,
  part integer NOT NULL,
  audience_id integer NOT NULL,
  user_id bigint NOT NULL,
  entered boolean NOT NULL,
  reason text NOT NULL
    CONSTRAINT audience_change_reason CHECK (reason IN ('entered', 'left', 'limit', 'erased', 'excluded', 'suppressed', 'held_out', 'deleted')),
  probability real,
  id text NOT NULL,
  user_text text,
  PRIMARY KEY (run_id, part, user_id)
);
CREATE INDEX audience_change_user ON audience_change (user_id);
CREATE INDEX audience_change_erased ON audience_change (run_id) WHERE reason = 'erased';

-- The first 8 bytes of the SHA-256 of an id as callers write it, as a whole number from 0 on.
CREATE FUNCTION id_digest(id text) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE RETURN mod(
  ('x' || left(encode(sha256(convert_to(id, 'UTF8')), 'hex'), 16))::bit(64)::bigint + 18446744073709551616,
  18446744073709551616);

-- Records a run of an audience: the users whose entered is true become members, the others leave. A user who is
-- no member may be among those who leave. Snapshot and version are those of the run before where they are null.
-- A change has the same id when the run is made again after a transaction that was not committed. Both services
-- that change members use it; the caller has the advisory lock "audiences".
CREATE FUNCTION change_audience(
  of_audience integer, at_snapshot date, by_version integer,
  users bigint[], has_entered boolean[], because text[], probabilities real[]
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  texts text[];
  new_run integer;
BEGIN
  -- By a statement of its own: a cluster has user_key on its workers, the tables that are written on its coordinator.
  SELECT array_agg(k.text ORDER BY u.place) INTO texts
  FROM unnest(users) WITH ORDINALITY AS u(user_id, place) LEFT JOIN user_key k ON k.user_id = u.user_id;
  WITH previous AS (
    SELECT * FROM audience_run WHERE audience_id = of_audience ORDER BY id DESC LIMIT 1
  ), change AS (
    SELECT c.*, row_number() OVER (ORDER BY c.user_id) AS place
    FROM unnest(users, has_entered, because, probabilities, texts) AS c(user_id, entered, reason, probability, text)
  ), gone AS (
    DELETE FROM audience_member m USING change c
    WHERE m.audience_id = of_audience AND m.user_id = c.user_id AND NOT c.entered
    RETURNING m.user_id, c.text
  ), counted AS (
    SELECT count(*) FILTER (WHERE entered) AS entered, count(*) FILTER (WHERE NOT entered) AS exits,
      sum(id_digest(coalesce(text, user_id::text))) FILTER (WHERE entered) AS digest
    FROM change
  ), lost AS (
    SELECT count(*) AS members, sum(id_digest(coalesce(text, user_id::text))) AS digest FROM gone
  ), run AS (
    INSERT INTO audience_run
      (audience_id, snapshot_date, model_version_id, entered, "left", members, digest, previous_run_id)
    SELECT of_audience, coalesce(at_snapshot, p.snapshot_date), coalesce(by_version, p.model_version_id),
      c.entered, c.exits, coalesce(p.members, 0) + c.entered - l.members,
      mod(mod(coalesce(p.digest, 0) + coalesce(c.digest, 0) - coalesce(l.digest, 0), 18446744073709551616)
        + 18446744073709551616, 18446744073709551616),
      p.id
    FROM counted c CROSS JOIN lost l LEFT JOIN previous p ON true
    RETURNING id, snapshot_date, previous_run_id
  ), joined AS (
    INSERT INTO audience_member (audience_id, user_id, since, run_id, probability)
    SELECT of_audience, c.user_id, run.snapshot_date, run.id, c.probability FROM change c CROSS JOIN run WHERE c.entered
  ), logged AS (
    INSERT INTO audience_change (run_id, part, audience_id, user_id, entered, reason, probability, id, user_text)
    SELECT run.id, 1 + (c.place - 1) / 1000, of_audience, c.user_id, c.entered, c.reason,
      CASE WHEN c.entered THEN c.probability END,
      encode(sha256(convert_to(concat_ws(':', of_audience, c.user_id, coalesce(run.previous_run_id, 0)), 'UTF8')), 'hex'),
      CASE WHEN c.reason = 'erased' THEN c.text END
    FROM change c CROSS JOIN run
  )
  SELECT id INTO new_run FROM run;
  RETURN new_run;
END
$$;`;
