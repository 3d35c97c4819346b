import type { Database } from '#common';

/** A play to write; 200 of 200 seconds on device 1 unless said otherwise. */
export interface Play {
  user: string;
  song: string | null;
  day: string;
  playSeconds?: number | null;
  songSeconds?: number | null;
  device?: number;
  /** Of the day; absent: not known. */
  minute?: number;
}

export interface Download {
  user: string;
  song: string | null;
  day: string;
}

/** What a user said of a song, at noon. */
export interface Feedback {
  user: string;
  song: string;
  day: string;
  said: string;
}

export interface Song {
  song: string;
  seconds: number | null;
  title?: string;
  singer?: string;
}

/** Writes events straight into the tables, with `user_day` as a loader would leave it. */
export async function writeListening(
  database: Database,
  {
    songs,
    plays,
    downloads,
    feedback = [],
  }: { songs: Song[]; plays: Play[]; downloads: Download[]; feedback?: Feedback[] },
): Promise<void> {
  const days = [...new Set([...plays, ...downloads, ...feedback].map(({ day }) => day))];
  for (const day of days) await createPartitions(database, day);
  await database.query(
    `INSERT INTO song (song_id, length_seconds, title, singer, event_count)
     SELECT (s->>'song')::bigint, (s->>'seconds')::int, s->>'title', s->>'singer', 1
     FROM jsonb_array_elements($1::jsonb) AS s`,
    [JSON.stringify(songs)],
  );
  await database.query(
    `INSERT INTO play_event (user_id, song_id, day, archive_id, play_seconds, song_seconds, song_type, device, minute)
     SELECT (p->>'user')::bigint, (p->>'song')::bigint, (p->>'day')::date, 1,
       (p->>'playSeconds')::int, (p->>'songSeconds')::int, 0, (p->>'device')::smallint, coalesce((p->>'minute')::smallint, -1)
     FROM jsonb_array_elements($1::jsonb) AS p`,
    [JSON.stringify(plays.map((play) => ({ playSeconds: 200, songSeconds: 200, device: 1, ...play })))],
  );
  await database.query(
    `INSERT INTO download_event (user_id, song_id, day, archive_id, device)
     SELECT (d->>'user')::bigint, (d->>'song')::bigint, (d->>'day')::date, 1, 1
     FROM jsonb_array_elements($1::jsonb) AS d`,
    [JSON.stringify(downloads)],
  );
  await database.query(
    `INSERT INTO feedback_event (user_id, song_id, day, happened_at, archive_id, device, said)
     SELECT (f->>'user')::bigint, (f->>'song')::bigint, (f->>'day')::date, (f->>'day')::date + time '12:00', 1, 1, f->>'said'
     FROM jsonb_array_elements($1::jsonb) AS f`,
    [JSON.stringify(feedback)],
  );
  await database.query(
    `INSERT INTO user_day (user_id, day, device, plays, downloads, feedback)
     SELECT user_id, day, max(device), sum(plays), sum(downloads), sum(feedback) FROM (
       SELECT user_id, day, device, 1 AS plays, 0 AS downloads, 0 AS feedback FROM play_event
       UNION ALL SELECT user_id, day, device, 0, 1, 0 FROM download_event
       UNION ALL SELECT user_id, day, device, 0, 0, 1 FROM feedback_event) AS event
     WHERE day = ANY ($1::date[]) GROUP BY user_id, day`,
    [days],
  );
}

async function createPartitions(database: Database, day: string): Promise<void> {
  for (const table of ['play_event', 'download_event', 'search_event', 'feedback_event', 'user_day']) {
    await database.query(
      `CREATE TABLE IF NOT EXISTS ${table}_${day.replaceAll('-', '')} PARTITION OF ${table}
       FOR VALUES FROM ('${day}') TO (DATE '${day}' + 1)`,
    );
  }
}
