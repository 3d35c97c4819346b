/** Events, songs and the rollup of days. A day, a partition, is loaded, replaced and dropped as a whole. */
export const EVENTS = `
-- The column order avoids alignment padding: 40 bytes of data a play. minute is that of the day; -1: unknown,
-- as of archives, and no null, which would take 8 bytes a row.
CREATE TABLE play_event (
  user_id bigint NOT NULL,
  song_id bigint,
  day date NOT NULL,
  archive_id integer NOT NULL,
  play_seconds integer,
  song_seconds integer,
  song_type smallint,
  device smallint NOT NULL,
  singer_hash smallint,
  minute smallint NOT NULL DEFAULT -1
) PARTITION BY RANGE (day);

CREATE TABLE download_event (
  user_id bigint NOT NULL,
  song_id bigint,
  day date NOT NULL,
  archive_id integer NOT NULL,
  device smallint NOT NULL
) PARTITION BY RANGE (day);

CREATE TABLE search_event (
  user_id bigint NOT NULL,
  searched_at timestamp,
  day date NOT NULL,
  archive_id integer NOT NULL,
  device smallint NOT NULL,
  query text NOT NULL
) PARTITION BY RANGE (day);

-- What users say of songs and singers, see SAID. of_singer: it is of this singer and of no song. happened_at is null
-- where only the day is known.
CREATE TABLE feedback_event (
  user_id bigint NOT NULL,
  song_id bigint,
  happened_at timestamp,
  day date NOT NULL,
  archive_id integer NOT NULL,
  device smallint NOT NULL,
  said text NOT NULL,
  of_singer text
) PARTITION BY RANGE (day);

-- The last like or dislike of each user, song or singer and day; a like of today ends a dislike of yesterday. Made anew
-- with user_day, and read at each request.
CREATE TABLE opinion (
  user_id bigint NOT NULL,
  song_id bigint,
  of_singer text,
  said text NOT NULL,
  happened_at timestamp,
  day date NOT NULL
);
CREATE INDEX opinion_user ON opinion (user_id, said);
CREATE INDEX opinion_day ON opinion (day);

-- What a user did on a day. A sketch has a bit for each hash of a song or singer, so that days can be joined;
-- null: none is known. night_plays is null where the time of a play is not known.
CREATE TABLE user_day (
  user_id bigint NOT NULL,
  day date NOT NULL,
  device smallint,
  plays integer NOT NULL DEFAULT 0,
  downloads integer NOT NULL DEFAULT 0,
  searches integer NOT NULL DEFAULT 0,
  play_seconds integer NOT NULL DEFAULT 0,
  full_plays integer NOT NULL DEFAULT 0,
  completion_sum real NOT NULL DEFAULT 0,
  completion_count integer NOT NULL DEFAULT 0,
  distinct_songs integer NOT NULL DEFAULT 0,
  song_sketch bit(256),
  singer_sketch bit(256),
  night_plays integer,
  feedback integer NOT NULL DEFAULT 0,
  PRIMARY KEY (user_id, day)
) PARTITION BY RANGE (day);
-- All days of one user in 16, by which a population of millions is counted without its table.
CREATE INDEX user_day_sample ON user_day (user_id, day) INCLUDE (plays, downloads, searches, feedback)
  WHERE hashint8extended(user_id, 0) & 15 = 0;

-- A song. named_in is the identity of the archive that its title comes from; lengths are in seconds,
-- ascending, with the plays of each. Room in the pages: a new version of a row needs no new entries in the
-- indexes.
CREATE TABLE song (
  song_id bigint PRIMARY KEY,
  title text,
  singer text,
  length_seconds integer,
  named_in text,
  lengths integer[],
  length_plays integer[],
  event_count integer NOT NULL
) WITH (fillfactor = 60);
CREATE TRIGGER song_renamed AFTER UPDATE ON song FOR EACH ROW
  WHEN (OLD.title IS DISTINCT FROM NEW.title OR OLD.singer IS DISTINCT FROM NEW.singer) EXECUTE FUNCTION count_revision('song names');
CREATE TRIGGER song_removed AFTER DELETE ON song FOR EACH ROW EXECUTE FUNCTION count_revision('song names');
CREATE TRIGGER songs_emptied AFTER TRUNCATE ON song FOR EACH STATEMENT EXECUTE FUNCTION count_revision('song names');

-- Properties of songs that a service declares, beside those that every song may have.
CREATE TABLE song_property (
  name text PRIMARY KEY,
  type text NOT NULL CONSTRAINT song_property_type CHECK (type IN ('number', 'text', 'boolean', 'day', 'texts'))
);

-- What files and calls say of a song, as values by property: a call counts before a file, and both before logs.
CREATE TABLE song_properties (
  song_id bigint PRIMARY KEY,
  files jsonb NOT NULL DEFAULT '{}',
  calls jsonb NOT NULL DEFAULT '{}',
  properties jsonb NOT NULL GENERATED ALWAYS AS (files || calls) STORED,
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX song_released ON song_properties ((properties ->> 'released') COLLATE "C", song_id) WHERE properties ? 'released';
CREATE INDEX song_limited ON song_properties (song_id) WHERE properties ?| '{availableFrom,availableTo,regions}';
CREATE TRIGGER song_properties_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON song_properties
  FOR EACH STATEMENT EXECUTE FUNCTION count_revision('song names');
CREATE TRIGGER song_property_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON song_property
  FOR EACH STATEMENT EXECUTE FUNCTION count_revision('song names');

-- Songs as lists name them, with events or without.
CREATE FUNCTION singer_of(properties jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(one, ' & ' ORDER BY place) FROM jsonb_array_elements_text(properties -> 'singers') WITH ORDINALITY AS _(one, place)
$$;
CREATE VIEW known_song AS
  SELECT s.song_id, s.event_count, p.properties, coalesce(p.properties ->> 'title', s.title) AS title,
    CASE WHEN p.properties ? 'singers' THEN singer_of(p.properties) ELSE s.singer END AS singer,
    coalesce((p.properties ->> 'seconds')::float8::int, s.length_seconds) AS length_seconds
  FROM song s LEFT JOIN song_properties p USING (song_id)
  UNION ALL
  SELECT p.song_id, 0, p.properties, p.properties ->> 'title', singer_of(p.properties), (p.properties ->> 'seconds')::float8::int
  FROM song_properties p WHERE NOT EXISTS (SELECT FROM song s WHERE s.song_id = p.song_id);

-- What posted events add to a song, until it is merged into it: posting waits for no merge.
CREATE TABLE posted_song (
  song_id bigint NOT NULL,
  seconds integer,
  play_count integer NOT NULL,
  naming text COLLATE "C",
  event_count integer NOT NULL
);

-- A play whose mapping says what makes it one event, by a hash of that: another record of the same play does not count.
CREATE TABLE play_key (
  day date NOT NULL,
  key bigint NOT NULL,
  user_id bigint NOT NULL,
  archive_id integer NOT NULL,
  PRIMARY KEY (day, key)
);

-- What follows from posted events of a day once its lock is free: posting waits for no load. Here, the users
-- whose rollup is to be made, and of whom archives may supersede events.
CREATE TABLE posted_user (
  user_id bigint NOT NULL,
  day date NOT NULL
);

-- Posted events that came after their day was over, see posted_day_ends, by the whole hours that they were late.
CREATE TABLE late_events (
  day date NOT NULL,
  hours integer NOT NULL,
  events bigint NOT NULL,
  PRIMARY KEY (day, hours)
);

-- What posted events add to the archive row of their day and kind.
CREATE TABLE posted_count (
  day date NOT NULL,
  posted_at timestamptz NOT NULL DEFAULT now(),
  kind text NOT NULL,
  byte_count bigint NOT NULL,
  line_count bigint NOT NULL,
  event_count bigint NOT NULL,
  rejected jsonb NOT NULL,
  repaired jsonb NOT NULL
);

-- The client's id of a posted event; dropped with the events of its day. Of rejected ones too: they are
-- counted once.
CREATE TABLE collected_event (
  day date NOT NULL,
  is_rejected boolean NOT NULL DEFAULT false,
  event_id text NOT NULL,
  PRIMARY KEY (day, event_id)
) PARTITION BY RANGE (day);

-- A posted event of a user whom an archive of its day and kind has: it counts again when that archive goes.
-- archive_id is that of the posted events of its day and kind; columns are those of the event's table, and
-- the title of its song.
CREATE TABLE superseded_event (
  LIKE play_event,
  searched_at timestamp,
  query text,
  happened_at timestamp,
  said text,
  of_singer text,
  title text,
  singer text
);
ALTER TABLE superseded_event ALTER COLUMN minute DROP NOT NULL;
CREATE INDEX superseded_event_archive ON superseded_event (archive_id, user_id);

-- A posted event of the last days, found by its user: the fact tables are large and have no such index. kind is that of
-- the posted event: of feedback what was said.
CREATE TABLE recent_event (
  user_id bigint NOT NULL,
  song_id bigint,
  happened_at timestamp NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  play_seconds integer,
  song_seconds integer,
  device smallint NOT NULL,
  kind text NOT NULL
);
CREATE INDEX recent_event_user ON recent_event (user_id, happened_at);
CREATE INDEX recent_event_received ON recent_event USING brin (received_at);

-- A posted event of a song that followed from a recommendation, or of which the client says where it happened: place is
-- that in a list, from 1 on.
CREATE TABLE event_recommendation (
  user_id bigint NOT NULL,
  song_id bigint NOT NULL,
  day date NOT NULL,
  kind text NOT NULL CONSTRAINT event_recommendation_kind_known CHECK (kind IN ('play', 'download', 'feedback')),
  recommendation_id text,
  played_share real,
  scenario text,
  session text,
  place smallint,
  hour smallint,
  device smallint,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX event_recommendation_id ON event_recommendation (recommendation_id);
CREATE INDEX event_recommendation_day ON event_recommendation (day);`;
