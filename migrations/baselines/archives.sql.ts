/** Log archives and what became of each. */
export const ARCHIVES = `
-- The log of a day, kind and part. identity is its name without packing; duplicate_of the archive with the
-- same content.
CREATE TABLE archive (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  kind text CONSTRAINT archive_kind_known CHECK (kind IN ('play', 'download', 'search')),
  day date,
  part smallint,
  sha256 text,
  byte_count bigint NOT NULL DEFAULT '0',
  state text NOT NULL
    CONSTRAINT archive_state_known CHECK (state IN ('loaded', 'partial', 'refused', 'duplicate', 'dropped', 'superseded')),
  reason text,
  line_count bigint NOT NULL DEFAULT '0',
  event_count bigint NOT NULL DEFAULT '0',
  -- Lines by reason, and by rule of repair.
  rejected jsonb NOT NULL DEFAULT '{}',
  repaired jsonb NOT NULL DEFAULT '{}',
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  identity text NOT NULL CONSTRAINT archive_identity_unique UNIQUE,
  duplicate_of integer CONSTRAINT archive_duplicate_of REFERENCES archive (id) ON DELETE SET NULL,
  -- Why a later content was refused, while the reason of the loaded one stays.
  refusal text,
  -- How it breaks the contract of its mapping: rules with their sentences.
  violations jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX archive_sha256 ON archive (sha256);
CREATE INDEX archive_day ON archive (day);

-- A day of an archive whose name has no day.
CREATE TABLE archive_event_day (
  archive_id integer NOT NULL CONSTRAINT archive_event_day_archive REFERENCES archive (id) ON DELETE CASCADE,
  day date NOT NULL,
  event_count bigint NOT NULL,
  PRIMARY KEY (archive_id, day)
);

-- A line of an archive that is no event, by its number in the file. Lines of 128 bytes and more are compressed.
CREATE TABLE rejected_line (
  archive_id integer NOT NULL CONSTRAINT rejected_line_archive REFERENCES archive (id) ON DELETE CASCADE,
  line_number integer NOT NULL,
  reason text NOT NULL,
  -- Null: no user can be read from it.
  user_id bigint,
  line text NOT NULL,
  stored_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (archive_id, line_number)
) WITH (toast_tuple_target = 128);
ALTER TABLE rejected_line ALTER COLUMN line SET STORAGE MAIN;

-- A day that retention dropped: nothing of it is expected, and it is loaded again only on request.
CREATE TABLE dropped_day (day date PRIMARY KEY);

-- An object of the bucket of logs as a load has taken it.
CREATE TABLE fetched_object (
  key text PRIMARY KEY,
  etag text NOT NULL,
  sha256 text NOT NULL,
  fetched_at timestamptz NOT NULL
);

-- How the logs of another service are read: a mapping file as it was sent.
CREATE TABLE mapping (
  name text PRIMARY KEY,
  text text NOT NULL,
  stored_at timestamptz NOT NULL DEFAULT now()
);

-- One row: the manifest of the sample logs that were loaded.
CREATE TABLE sample_log_set (
  id smallint PRIMARY KEY DEFAULT '1' CONSTRAINT sample_log_set_single CHECK (id = 1),
  manifest jsonb NOT NULL
);`;
