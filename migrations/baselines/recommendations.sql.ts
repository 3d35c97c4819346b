/** What the recommender searches, counts and shows. */
export const RECOMMENDATIONS = `
-- A search for parameters. Retrains follow the newest accepted one.
CREATE TABLE parameter_search (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  data_from date NOT NULL,
  cut date NOT NULL,
  data_to date NOT NULL,
  start jsonb NOT NULL,
  best jsonb NOT NULL,
  report jsonb NOT NULL,
  accepted boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- A song that is never recommended.
CREATE TABLE hidden_song (
  song_id bigint PRIMARY KEY,
  hidden_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER hidden_song_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON hidden_song
  FOR EACH STATEMENT EXECUTE FUNCTION count_revision('hidden songs');

-- A list that callers ask for by name: live_version answers; null: none yet. previous_version: what a rollback
-- makes live.
CREATE TABLE scenario (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL CONSTRAINT scenario_name UNIQUE,
  live_version integer,
  previous_version integer,
  promoted_at timestamptz
);
-- Nothing answers by one that was only inserted.
CREATE TRIGGER scenario_changed AFTER UPDATE OR DELETE OR TRUNCATE ON scenario
  FOR EACH STATEMENT EXECUTE FUNCTION count_revision('scenarios');

-- What a scenario asks for, as it was stored: a change is a further version.
CREATE TABLE scenario_version (
  scenario_id integer NOT NULL CONSTRAINT scenario_version_scenario REFERENCES scenario,
  version integer NOT NULL,
  options jsonb NOT NULL,
  note text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (scenario_id, version)
);

-- A trial of versions against the live one, each for a share of the users; at most one runs. Another promotion
-- ends it: all variants stay as they were. scenario: whose versions they are; null: versions of the model.
CREATE TABLE recommender_experiment (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CONSTRAINT recommender_experiment_name UNIQUE,
  scenario text,
  challenger_versions integer[] NOT NULL,
  share real NOT NULL CONSTRAINT recommender_experiment_share
    CHECK (share > 0 AND share * cardinality(challenger_versions) < 1),
  planned_impressions integer NOT NULL DEFAULT 10000,
  started_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  ended_by text CONSTRAINT recommender_experiment_ended_by CHECK (ended_by IN ('request', 'promotion'))
);
CREATE UNIQUE INDEX recommender_experiment_running ON recommender_experiment ((true)) WHERE ended_at IS NULL;
CREATE FUNCTION end_recommender_experiment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE recommender_experiment SET ended_at = now(), ended_by = 'promotion'
  WHERE ended_at IS NULL AND scenario IS NOT DISTINCT FROM to_jsonb(NEW) ->> 'name';
  RETURN NULL;
END $$;
CREATE TRIGGER recommender_promoted AFTER INSERT ON model_promotion
  FOR EACH ROW WHEN (NEW.kind = 'recommender') EXECUTE FUNCTION end_recommender_experiment();
CREATE TRIGGER scenario_promoted AFTER UPDATE OF live_version ON scenario
  FOR EACH ROW EXECUTE FUNCTION end_recommender_experiment();
-- Challengers are in the memory of services too.
CREATE TRIGGER recommender_experiment_changed AFTER INSERT OR UPDATE ON recommender_experiment
  FOR EACH STATEMENT EXECUTE FUNCTION count_revision('scenarios');

-- A song that was shown to a user; guests are user -1. place: in its list, from 1 on; null: not reported.
-- propensity: the chance with which it was given its place, in lists of which some places were drawn. scenario_id,
-- scenario_version: what the list was asked for by.
CREATE TABLE recommendation_impression (
  recommendation_id text NOT NULL,
  song_id bigint NOT NULL,
  shown_at timestamptz NOT NULL DEFAULT now(),
  user_id bigint NOT NULL,
  model_version integer NOT NULL,
  source text NOT NULL,
  experiment_id integer,
  variant text,
  place smallint,
  propensity real,
  scenario_id integer,
  scenario_version integer,
  PRIMARY KEY (user_id, recommendation_id, song_id)
);
CREATE INDEX recommendation_impression_shown ON recommendation_impression (shown_at);
CREATE INDEX recommendation_impression_user ON recommendation_impression (user_id, shown_at) WHERE user_id >= 0;

-- The songs that a user liked most, by falling score, in three arrays of one length. plays are those that are
-- no skips, each with a weight that halves with each half-life before counted_to; repeats are all of these but the
-- first of each song. state: of the days that were counted; null: they are to be counted again.
CREATE TABLE repeat_songs (
  user_id bigint PRIMARY KEY,
  song_ids bigint[] NOT NULL,
  scores real[] NOT NULL,
  last_days date[] NOT NULL,
  plays real NOT NULL DEFAULT 0,
  repeats real NOT NULL DEFAULT 0,
  counted_to date NOT NULL,
  state bigint
);

-- A song that the newest count of repeats left out by its length.
CREATE TABLE repeat_short_song (song_id bigint PRIMARY KEY);

-- A count of repeats; the newest row describes repeat_songs. repeat_share: repeats by plays of all users.
-- counted_receipts: when the events were received that the count has, of those from read_at - 10 s on.
CREATE TABLE repeat_count (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  read_at timestamptz NOT NULL,
  counted_receipts timestamptz[] NOT NULL DEFAULT '{}',
  data_to date NOT NULL,
  report jsonb NOT NULL,
  repeat_share real NOT NULL DEFAULT 0
);`;
