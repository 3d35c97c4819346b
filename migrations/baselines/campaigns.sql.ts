/** Contacts of users by chance, and what came of them. */
export const CAMPAIGNS = `
-- A plan to contact the users of an audience; from its launch on an experiment. kinds: of the events whose
-- absence is churn, as the version that scored the audience has learned. plan: what it could show, by
-- the members at launch. warning: why nothing was learned from the result. learner: what the best learner of the uplift has learned, where users differ in it.
CREATE TABLE campaign (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text COLLATE "C" NOT NULL CONSTRAINT campaign_key UNIQUE,
  name text NOT NULL,
  audience text COLLATE "C" NOT NULL,
  arms text[] NOT NULL,
  holdout double precision NOT NULL CONSTRAINT campaign_holdout CHECK (holdout > 0 AND holdout < 1),
  seed text NOT NULL,
  success_rate double precision NOT NULL,
  contact_cost double precision NOT NULL,
  saved_value double precision NOT NULL,
  contact_days integer,
  uplift_of text COLLATE "C",
  created_at timestamptz NOT NULL DEFAULT now(),
  launched_at timestamptz,
  snapshot_date date,
  model_version_id integer CONSTRAINT campaign_version REFERENCES model_version (id),
  label_days integer,
  closes_on date,
  contact_day date,
  target text,
  kinds text[],
  plan jsonb,
  result jsonb,
  warning text,
  uplift jsonb,
  learner bytea
);

-- The arm of a user, fixed at launch. No foreign key to campaign: a cluster has these rows on its workers.
-- first_day, last_day: while the campaign runs. stands_for: how many members a hold-out stands for in labels.
-- part: the message of the launch that names the user, from 1 on; null of a hold-out.
CREATE TABLE campaign_assignment (
  campaign_id integer NOT NULL,
  user_id bigint NOT NULL,
  arm text NOT NULL,
  probability real NOT NULL,
  plays_before real NOT NULL,
  first_day date NOT NULL,
  last_day date NOT NULL,
  stands_for real NOT NULL,
  churned boolean,
  part integer,
  PRIMARY KEY (user_id, campaign_id)
);
CREATE INDEX campaign_assignment_of_campaign ON campaign_assignment (campaign_id, user_id);

-- A user who may not be contacted for a reason, to the end of the day until; null: for good. A user may be contacted
-- once all reasons have ended.
CREATE TABLE contact_suppression (
  user_id bigint NOT NULL,
  reason text NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  until date,
  PRIMARY KEY (user_id, reason)
);`;
