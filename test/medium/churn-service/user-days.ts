import type { Database } from '#common';

/** One row of user_day as a test writes it. */
export interface UserDay {
  userId: bigint;
  day: string;
  device: number | null;
  plays: number;
  downloads: number;
  searches: number;
  feedback?: number;
  playSeconds: number;
  fullPlays: number;
  /** Sum over plays of known length of the share heard, in eighths, which are exact in a 4-byte float. */
  completionSum: number;
  completionCount: number;
  /** Songs heard; the same one may stand there several times. */
  songs: bigint[];
  /** Hashes of the singers heard; null when they are not known. */
  singers: number[] | null;
  /** Null when times of day are not known. */
  nightPlays: number | null;
}

export function dayAfter(day: string, days: number): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** Every day from `from` to `to`, both included. */
export function daysBetween(from: string, to: string): string[] {
  const days = [from];
  while (days.at(-1)! < to) days.push(dayAfter(days.at(-1)!, 1));
  return days;
}

export async function createDays(database: Database, from: string, to: string): Promise<void> {
  const partitions = daysBetween(from, to).map(
    (day) => `CREATE TABLE user_day_${day.replaceAll('-', '')} PARTITION OF user_day
      FOR VALUES FROM ('${day}') TO ('${dayAfter(day, 1)}')`,
  );
  await database.query(partitions.join(';'));
}

/** Marks all three kinds of archive as loaded on each of the days. */
export async function markLoaded(database: Database, days: readonly string[]): Promise<void> {
  await database.query(
    `INSERT INTO archive (identity, name, kind, day, part, state, finished_at)
     SELECT d || kind, to_char(d, 'YYYYMMDD') || '_1_' || kind || '.log.tar.gz', kind, d, 1, 'loaded', now()
     FROM unnest($1::date[]) AS d, unnest(ARRAY['play', 'download', 'search']) AS kind`,
    [days],
  );
}

export async function insertUserDays(database: Database, rows: readonly UserDay[]): Promise<void> {
  await database.query(
    `INSERT INTO user_day (user_id, day, device, plays, downloads, searches, play_seconds, full_plays,
       completion_sum, completion_count, distinct_songs, song_sketch, singer_sketch, night_plays, feedback)
     SELECT user_id, day, device, plays, downloads, searches, play_seconds, full_plays, completion_sum, completion_count,
       heard.distinct_songs, heard.song_sketch, sung.singer_sketch, night_plays, feedback
     FROM unnest($1::bigint[], $2::date[], $3::smallint[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[],
         $9::real[], $10::int[], $11::text[], $12::text[], $13::int[], $14::int[])
       AS _(user_id, day, device, plays, downloads, searches, play_seconds, full_plays, completion_sum, completion_count, songs, singers, night_plays,
         feedback),
     LATERAL (SELECT count(DISTINCT song) AS distinct_songs, bit_or(set_bit(0::bit(256), hashint8(song) & 255, 1)) AS song_sketch
              FROM unnest(songs::bigint[]) AS song) AS heard,
     LATERAL (SELECT bit_or(set_bit(0::bit(256), singer & 255, 1)) AS singer_sketch
              FROM unnest(singers::smallint[]) AS singer) AS sung`,
    [
      rows.map((row) => row.userId.toString()),
      rows.map((row) => row.day),
      rows.map((row) => row.device),
      rows.map((row) => row.plays),
      rows.map((row) => row.downloads),
      rows.map((row) => row.searches),
      rows.map((row) => row.playSeconds),
      rows.map((row) => row.fullPlays),
      rows.map((row) => row.completionSum),
      rows.map((row) => row.completionCount),
      rows.map((row) => `{${row.songs.join(',')}}`),
      rows.map(({ singers }) => (singers === null ? null : `{${singers.join(',')}}`)),
      rows.map(({ nightPlays }) => nightPlays),
      rows.map(({ feedback = 0 }) => feedback),
    ],
  );
}

/** A day with one play of a whole song, changed by `change`. */
export function userDay(userId: bigint, day: string, change: Partial<UserDay> = {}): UserDay {
  return {
    userId,
    day,
    device: 1,
    plays: 1,
    downloads: 0,
    searches: 0,
    playSeconds: 200,
    fullPlays: 1,
    completionSum: 1,
    completionCount: 1,
    songs: [77n],
    singers: [-5],
    nightPlays: null,
    ...change,
  };
}
