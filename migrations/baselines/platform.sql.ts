/** What every service has: secrets, keys, the audit and the progress of jobs. */
export const PLATFORM = `
-- Random bytes that all instances share without a setting.
CREATE TABLE platform_secret (
  name text PRIMARY KEY,
  value bytea NOT NULL
);
INSERT INTO platform_secret (name, value) VALUES
  ('cursors', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))),
  -- The key of erased_user.hash: 128 bits.
  ('erased users', substr(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 1, 16));

-- What services have in memory: each transaction that changes it increments the revision, and services compare
-- that with the one that they have read. changed_in: the transaction that incremented it last.
CREATE TABLE revision (
  name text PRIMARY KEY,
  value bigint NOT NULL DEFAULT 0,
  changed_in xid8
);
INSERT INTO revision (name) VALUES ('erased users'), ('hidden songs'), ('scenarios'), ('song names');
CREATE FUNCTION count_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE revision SET value = value + 1, changed_in = pg_current_xact_id()
  WHERE name = TG_ARGV[0] AND changed_in IS DISTINCT FROM pg_current_xact_id();
  RETURN NULL;
END $$;

-- An API key: its name and what it may do.
CREATE TABLE api_key (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL CONSTRAINT api_key_name UNIQUE,
  scopes text[] NOT NULL
    CONSTRAINT api_key_scopes CHECK (cardinality(scopes) > 0 AND scopes <@
      ARRAY['read', 'read:ingest', 'read:churn', 'read:recommender', 'read:scores', 'write', 'operate', 'admin', 'console']),
  -- The person or team to ask about the key, and what it is used for.
  owner text,
  note text,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz,
  revoked_by text
);

-- A token of a key, as a hash: no token can be read from here. Older tokens are valid until their grace
-- period ends.
CREATE TABLE api_key_token (
  digest bytea PRIMARY KEY CONSTRAINT api_key_token_digest CHECK (octet_length(digest) = 32),
  key_id integer NOT NULL CONSTRAINT api_key_token_key REFERENCES api_key,
  prefix text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz,
  last_used_at timestamptz
);
CREATE INDEX api_key_token_of_key ON api_key_token (key_id);

-- How many requests a key was used for, by day (UTC) and route. By name: keys of settings have no row.
CREATE TABLE api_key_request (
  day date NOT NULL,
  key_name text COLLATE "C" NOT NULL,
  service text NOT NULL,
  route text NOT NULL,
  requests integer NOT NULL,
  PRIMARY KEY (key_name, day, service, route)
);

-- An admin action of any service. No personal data: see auditedParameters.
CREATE TABLE audit_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  started_at timestamptz NOT NULL DEFAULT now(),
  service text NOT NULL,
  action text NOT NULL,
  key_id text,
  key_name text COLLATE "C" NOT NULL,
  key_scopes text[] NOT NULL DEFAULT '{}',
  parameters jsonb NOT NULL DEFAULT '{}',
  request_id text,
  outcome text NOT NULL DEFAULT 'started'
    CONSTRAINT audit_entry_outcome CHECK (outcome IN ('started', 'succeeded', 'refused', 'failed')),
  status smallint,
  problem text,
  ended_at timestamptz,
  job_id uuid,
  job_kind text,
  -- How the job ended, copied here since the queue deletes jobs after 90 days.
  job_state text CONSTRAINT audit_entry_job_state CHECK (job_state IN ('succeeded', 'failed', 'cancelled')),
  job_ended_at timestamptz
);
CREATE INDEX audit_entry_started ON audit_entry (started_at);
CREATE INDEX audit_entry_of_key ON audit_entry (key_name, id);
CREATE INDEX audit_entry_of_job ON audit_entry (job_id) WHERE job_id IS NOT NULL;

-- A finding that is known, so that it no longer asks for attention.
CREATE TABLE acknowledgement (
  subject text PRIMARY KEY,
  note text NOT NULL,
  by text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);

-- How far a job is: its newest step with its figures. The job itself is in the queue (schema job_queue).
CREATE TABLE job_progress (
  job_id uuid PRIMARY KEY,
  step text NOT NULL,
  fraction real,
  detail jsonb NOT NULL DEFAULT '{}'
);`;
