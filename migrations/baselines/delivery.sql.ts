/** What is sent to other systems: endpoints, and the outbox of their messages. */
export const DELIVERY = `
-- An address. Without audiences or types it gets all of them. Secrets
-- are encrypted. earlier_secrets: [{secret (base64), endsAt}], which sign too until then.
CREATE TABLE delivery_endpoint (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CONSTRAINT delivery_endpoint_name UNIQUE,
  url text NOT NULL,
  description text,
  audiences text[],
  types text[],
  secret bytea NOT NULL,
  earlier_secrets jsonb NOT NULL DEFAULT '[]',
  failing_since timestamptz,
  failed_at timestamptz,
  paused_until timestamptz,
  disabled_at timestamptz,
  disabled_because text,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- A message to one endpoint. Of an audience: a part of the changes of a run. Any other: data. Users whom it names
-- are read at each attempt. number: the order of lists, and of the messages of one subject, such as an alert; runs of an
-- audience have their own. is_replay: it was finished once, so that later runs may have been sent before it. sent: {at, bytes, sha256, body} of the
-- last request, which an erasure deletes.
CREATE TABLE delivery_message (
  id text PRIMARY KEY DEFAULT 'msg_' || replace(gen_random_uuid()::text, '-', ''),
  number bigint GENERATED ALWAYS AS IDENTITY,
  endpoint_id integer NOT NULL
    CONSTRAINT delivery_message_endpoint REFERENCES delivery_endpoint ON DELETE CASCADE,
  type text NOT NULL,
  audience_id integer,
  run_id integer CONSTRAINT delivery_message_run REFERENCES audience_run ON DELETE CASCADE,
  part integer NOT NULL DEFAULT 1,
  parts integer NOT NULL DEFAULT 1,
  data json,
  subject text,
  state text NOT NULL DEFAULT 'waiting'
    CONSTRAINT delivery_message_state CHECK (state IN ('waiting', 'sending', 'delivered', 'dead')),
  is_replay boolean NOT NULL DEFAULT false,
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT now(),
  lease_until timestamptz,
  last_status integer,
  last_error text,
  sent json,
  created_at timestamptz NOT NULL DEFAULT now(),
  delivered_at timestamptz
);
CREATE UNIQUE INDEX delivery_message_number ON delivery_message (number);
CREATE INDEX delivery_message_undelivered ON delivery_message (endpoint_id, audience_id, run_id)
  WHERE state <> 'delivered';
CREATE INDEX delivery_message_of_subject ON delivery_message (endpoint_id, subject, number) WHERE subject IS NOT NULL;
CREATE INDEX delivery_message_of_run ON delivery_message (run_id) WHERE run_id IS NOT NULL;

-- The users whom messages to an endpoint have named: their erasure is a message to it. Of an endpoint that was removed
-- they stay, and the receipt of an erasure names its address.
CREATE TABLE delivery_user (
  user_id bigint NOT NULL,
  endpoint_id integer NOT NULL,
  named_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, endpoint_id)
);

-- Addresses that endpoints had until they got another one or were removed.
CREATE TABLE delivery_past_address (
  endpoint_id integer NOT NULL,
  name text NOT NULL,
  url text NOT NULL,
  until timestamptz NOT NULL DEFAULT now()
);
CREATE FUNCTION note_past_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.url <> OLD.url THEN
    INSERT INTO delivery_past_address (endpoint_id, name, url) VALUES (OLD.id, OLD.name, OLD.url);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER delivery_endpoint_address AFTER UPDATE OF url OR DELETE ON delivery_endpoint
  FOR EACH ROW EXECUTE FUNCTION note_past_address();

-- One row: the alerts and live models that were reported last; null before the first look.
CREATE TABLE delivery_watch (
  checked_at timestamptz NOT NULL,
  seen jsonb NOT NULL
);
INSERT INTO delivery_watch (checked_at, seen) VALUES ('-infinity', 'null');`;
