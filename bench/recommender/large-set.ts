import pg from 'pg';

/** What {@link fillLargeSet} makes. */
export interface LargeSet {
  users: number;
  songs: number;
  /** Plays, about. */
  plays: number;
  days: number;
}

const FIRST_DAY = Date.UTC(2017, 2, 30);
/** Share of the days on which a user plays something, in the mean. */
const ACTIVE = 0.3;
/** Tastes, and how many of them a user has. A song belongs to one. */
const TASTES = 200;
const OF_A_USER = 3;
/** Songs that a user plays at a time; each day another one comes, and the oldest goes. */
const SLOTS = 60;

/** A number from 0 to 1 that a row and a purpose always give alike. */
const drawn = (row: string, purpose: number | string): string =>
  `((hashint8extended(${row}, ${purpose}) & 1073741823) / 1073741824.0::float8)`;

/** A rank below \`songs\` that falls about as 1 / (rank + 10). */
const ranked = (songs: number, share: string): string =>
  `floor(10 * ((1 + ${songs} / 10.0::float8) ^ ${share} - 1))::bigint`;

/**
 * Fills empty tables as a load leaves them: plays of a day in a partition, users' days and songs. Activity is
 * log-normal; users play songs of their own again and again, of which three of five are of their tastes and the
 * others of all songs, with heavy tails. The same set has the same plays.
 */
export async function fillLargeSet(url: string, set: LargeSet): Promise<void> {
  const days = Array.from({ length: set.days }, (_, n) =>
    new Date(FIRST_DAY + n * 86_400_000).toISOString().slice(0, 10),
  );
  await withClient(url, async (client) => {
    await client.query("INSERT INTO id_form (form) VALUES ('numeric')");
    await client.query("INSERT INTO sample_log_set (manifest) VALUES ('{}')");
    for (const day of days) {
      for (const table of ['play_event', 'user_day']) {
        await client.query(
          `CREATE TABLE ${table}_${day.replaceAll('-', '')} PARTITION OF ${table} FOR VALUES FROM ('${day}') TO (DATE '${day}' + 1)`,
        );
      }
      await client.query(
        "INSERT INTO archive (identity, name, kind, day, state, event_count) VALUES ($1::text, $1::text, 'play', $1::text::date, 'loaded', 1)",
        [day],
      );
    }
    await addSongs(client, set.songs);
  });
  const waiting = [...days.entries()];
  const addDays = (client: pg.Client) => async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      await addDay(client, set, ...next);
  };
  await Promise.all([0, 1].map(() => withClient(url, (client) => addDays(client)())));
  await withClient(url, (client) => client.query('VACUUM ANALYZE'));
}

/** Titles of four Chinese characters and a number; singers with from one to thousands of songs. */
async function addSongs(client: pg.Client, songs: number): Promise<void> {
  const sign = (purpose: number): string => `chr(19968 + (hashint8extended(n, ${purpose}) & 2047)::int)`;
  await client.query(
    `INSERT INTO song (song_id, title, singer, length_seconds, event_count)
     SELECT n, ${[1, 2, 3, 4].map(sign).join(' || ')} || ' ' || n,
       'Singer ' || ${ranked(songs / 10, drawn('n', 5))}, 120 + (n % 240)::int, 1
     FROM generate_series(1, ${songs}::bigint) AS n`,
  );
}

async function addDay(client: pg.Client, set: LargeSet, n: number, day: string): Promise<void> {
  const { users, songs, plays, days } = set;
  const ofADay = plays / users / days / ACTIVE;
  const partition = day.replaceAll('-', '');
  const normal = `(sqrt(-2 * ln(1e-9 + ${drawn('n', 6)})) * cos(6.2831853 * ${drawn('n', 7)}))`;
  // e^(0.9 z) is 1.5 in the mean.
  const count = `greatest(1, round(${ofADay / 1.5} * exp(0.9 * ${normal}) * (0.5 + random())))::int`;
  const taste = `(hashint8extended(n, 20 + slot % ${OF_A_USER}) & 1073741823) % ${TASTES}`;
  const ofTaste = `${ranked(songs / TASTES, drawn('n', '1000 + slot'))} * ${TASTES} + ${taste}`;
  const ofAll = `(${ranked(songs, drawn('n', '2000 + slot'))} * 7919) % ${songs}`;
  await client.query('SELECT setseed($1)', [n / days]);
  await client.query(
    `INSERT INTO play_event_${partition} (user_id, song_id, day, archive_id, play_seconds, song_seconds, song_type, device)
     SELECT user_id, song, DATE '${day}', ${n + 1},
       CASE WHEN random() < 0.3 THEN 5 ELSE 120 + song % 240 END, 120 + song % 240, 0, 1 + user_id % 2
     FROM (
       SELECT n AS user_id, 1 + least(${songs} - 1, CASE WHEN slot % 5 < 3 THEN ${ofTaste} ELSE ${ofAll} END) AS song
       FROM (
         SELECT n, ${n} + ${ranked(SLOTS, 'random()')} AS slot
         FROM generate_series(1, ${users}::bigint) AS n, generate_series(1, ${count}) AS play
         WHERE ${drawn('n', 100 + n)} < ${2 * ACTIVE} * ${drawn('n', 8)}
       ) AS play
     ) AS drawn`,
  );
  await client.query(
    `INSERT INTO user_day_${partition} (user_id, day, device, plays, play_seconds)
     SELECT user_id, DATE '${day}', max(device), count(*), sum(play_seconds) FROM play_event_${partition} GROUP BY user_id`,
  );
}

export async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
