/** What ids mean, users who are left out, values and facts of users, and users who were erased. */
export const USERS = `
-- Whether ids of users and songs are whole numbers or texts: fixed by what is loaded first.
CREATE TABLE id_form (
  is_fixed boolean PRIMARY KEY DEFAULT true CONSTRAINT id_form_one_row CHECK (is_fixed),
  form text NOT NULL CONSTRAINT id_form_known CHECK (form IN ('numeric', 'text'))
);

-- In a database of text ids: what the ids of the other tables mean, each 63 bits of the SHA-256 of its text.
CREATE TABLE user_key (
  user_id bigint PRIMARY KEY,
  text text COLLATE "C" NOT NULL
);
CREATE TABLE song_key (
  song_id bigint PRIMARY KEY,
  text text COLLATE "C" NOT NULL
);
-- Users are listed by their texts.
CREATE INDEX user_key_text ON user_key (text);

-- A user whose events do not count in models and answers. An erasure adds its users until their data is
-- deleted.
CREATE TABLE excluded_user (
  user_id bigint PRIMARY KEY,
  reason text NOT NULL,
  evidence jsonb NOT NULL DEFAULT '{}',
  since timestamptz NOT NULL DEFAULT now(),
  by text NOT NULL DEFAULT 'hand' CONSTRAINT excluded_user_by_known CHECK (by IN ('rule', 'hand', 'erasure'))
);
INSERT INTO excluded_user (user_id, reason, by) VALUES (0, 'anonymous pool', 'rule');

-- A user who was re-included by hand: no rule excludes them.
CREATE TABLE included_user (
  user_id bigint PRIMARY KEY,
  reason text NOT NULL,
  since timestamptz NOT NULL DEFAULT now()
);

-- What it is worth that a user stays, in the currency of whoever stored it.
CREATE TABLE user_value (
  user_id bigint PRIMARY KEY,
  value double precision NOT NULL CONSTRAINT user_value_range CHECK (value BETWEEN 0 AND 1e9),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX user_value_highest ON user_value (value DESC);

-- What a service declares to tell of users. A fact of another type gets another id.
CREATE TABLE fact (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CONSTRAINT fact_name_once UNIQUE,
  type text NOT NULL CONSTRAINT fact_type_known CHECK (type IN ('number', 'text', 'boolean', 'day')),
  label text NOT NULL,
  for_models boolean NOT NULL
);

-- The value of a fact of a user from a day on, until the next day with one; a day is a text, null: not known. Of facts
-- that are no longer declared the upkeep deletes them.
CREATE TABLE user_fact (
  user_id bigint NOT NULL,
  fact_id integer NOT NULL,
  day date NOT NULL,
  value jsonb,
  PRIMARY KEY (user_id, fact_id, day)
);

-- A request to erase users. Finished ones are numbered in the order in which they finish.
CREATE TABLE erasure (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  users integer NOT NULL,
  asked_by text NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  finished integer CONSTRAINT erasure_finished_once UNIQUE
);

-- An erased user as a keyed hash: ids cannot be tried against it without the secret. No foreign key to
-- erasure, since a cluster has this table on every node and that one on its coordinator. by_hand: a person had
-- excluded the user.
CREATE TABLE erased_user (
  hash bigint PRIMARY KEY,
  erasure_id integer NOT NULL,
  by_hand boolean NOT NULL DEFAULT false
);

-- A contact_suppression of an erased user, which holds again when the user is readmitted.
CREATE TABLE erased_suppression (
  hash bigint NOT NULL,
  reason text NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  until date,
  PRIMARY KEY (hash, reason)
);`;
