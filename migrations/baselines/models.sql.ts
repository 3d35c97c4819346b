/** The registry of models, and what the churn models produced. */
export const MODELS = `
-- A trained version of a model. A retired one has lost its artefact; its report and scores stay.
CREATE TABLE model_version (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  version integer NOT NULL,
  refused boolean NOT NULL,
  snapshot_date date,
  data_from date,
  data_to date,
  seed bigint NOT NULL,
  parameters jsonb NOT NULL,
  report jsonb NOT NULL,
  gate jsonb NOT NULL,
  catalogue_hash text,
  code_version text NOT NULL,
  artefact_sha256 text NOT NULL,
  artefact_bytes bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  retired_at timestamptz,
  CONSTRAINT model_version_kind_version UNIQUE (kind, version)
);

-- A piece of an artefact: a bytea holds at most 1 GB and is sent whole.
CREATE TABLE model_artefact_chunk (
  model_version_id integer NOT NULL
    CONSTRAINT model_artefact_chunk_version REFERENCES model_version (id) ON DELETE CASCADE,
  position integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (model_version_id, position)
);
ALTER TABLE model_artefact_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- A promotion or rollback. The newest row of a kind names its live version.
CREATE TABLE model_promotion (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  model_version_id integer NOT NULL CONSTRAINT model_promotion_version REFERENCES model_version (id),
  reason text NOT NULL,
  promoted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX model_promotion_kind ON model_promotion (kind, id DESC);

-- The scores of all users by one version at one snapshot date: which loads they were made from, their outcome,
-- and whether their features were dropped since.
CREATE TABLE churn_score_set (
  snapshot_date date NOT NULL,
  model_version_id integer NOT NULL
    CONSTRAINT churn_score_set_version REFERENCES model_version (id) ON DELETE CASCADE,
  scored_at timestamptz NOT NULL,
  user_count integer NOT NULL,
  loads text NOT NULL,
  quantiles real[] NOT NULL,
  feature_counts jsonb NOT NULL DEFAULT '[]',
  doubts jsonb NOT NULL DEFAULT '[]',
  outcome jsonb,
  outcome_loads text,
  outcome_at timestamptz,
  features_dropped boolean NOT NULL DEFAULT false,
  PRIMARY KEY (snapshot_date, model_version_id)
);

-- A folder of files in a folder or bucket, such as the scores of a snapshot: what is, or will be, in it, how that is
-- divided, and its files (null: not, or not yet, of these contents). An erasure names it.
CREATE TABLE published_folder (
  place text NOT NULL,
  name text NOT NULL,
  contents text NOT NULL,
  plan jsonb NOT NULL DEFAULT 'null',
  begun_at timestamptz NOT NULL DEFAULT now(),
  is_whole boolean NOT NULL DEFAULT false,
  files jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (place, name)
);

-- The shadow version that a person chose: at most one row. Without a version there is no shadow; without the row
-- it is the newest version that did not pass the gate.
CREATE TABLE churn_shadow_choice (
  id integer NOT NULL DEFAULT 1 CONSTRAINT churn_shadow_choice_single CHECK (id = 1),
  model_version_id integer CONSTRAINT churn_shadow_choice_version REFERENCES model_version (id) ON DELETE CASCADE,
  PRIMARY KEY (id)
);

-- A shadow version and the live one on the same users, by what they did: the gain of the shadow version.
CREATE TABLE churn_shadow_comparison (
  snapshot_date date NOT NULL,
  model_version_id integer NOT NULL CONSTRAINT churn_shadow_comparison_version REFERENCES model_version (id) ON DELETE CASCADE,
  live_version_id integer NOT NULL CONSTRAINT churn_shadow_comparison_live REFERENCES model_version (id) ON DELETE CASCADE,
  loads text NOT NULL,
  users integer NOT NULL,
  gain jsonb NOT NULL,
  PRIMARY KEY (snapshot_date, model_version_id, live_version_id)
);

-- The score of one user, always written with its set. Its version has no foreign key here, which took a third
-- of the time of storing scores. features: float32 in the order of the version's catalogue, from which
-- reasons are computed on request; empty where they were dropped. A partition holds one set, so that writing it
-- touches no other.
CREATE TABLE churn_score (
  snapshot_date date NOT NULL,
  model_version_id integer NOT NULL,
  user_id bigint NOT NULL,
  probability real NOT NULL,
  margin real NOT NULL,
  scored_at timestamptz NOT NULL DEFAULT now(),
  churned boolean,
  features bytea NOT NULL,
  PRIMARY KEY (user_id, snapshot_date, model_version_id)
) PARTITION BY RANGE (snapshot_date, model_version_id);
CREATE INDEX churn_score_ranked ON churn_score (probability DESC, hashint8(user_id), user_id);

-- What a model trained at earlier dates would have been worth.
CREATE TABLE churn_backtest (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id uuid,
  parameters jsonb NOT NULL,
  report jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);`;
