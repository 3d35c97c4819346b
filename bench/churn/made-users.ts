import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { ServiceProcess } from '../../test/support/service-process.js';

/** The newest complete day. */
export const LAST_DAY = '2017-05-12';

/**
 * Users active at a rate of their own until they drop out on a day of their own, a third of them in these
 * days, from hashes: the same every time.
 */
const FILL = `
  INSERT INTO user_day (user_id, day, device, plays, downloads, searches, play_seconds, full_plays, completion_sum,
    completion_count, distinct_songs, song_sketch, singer_sketch)
  SELECT u, $1::date, 1 + u % 2, 1 + amount, (amount % 8 = 0)::int, (amount % 5 = 0)::int, 180 * amount, amount / 2,
    0.5 * amount, amount, amount,
    (SELECT bit_or(set_bit(0::bit(256), hashint8(u + song * (1 + $2 % 5)) & 255, 1)) FROM generate_series(1, amount) AS song),
    (SELECT bit_or(set_bit(0::bit(256), hashint8(u + song / 2 * (1 + $2 % 3)) & 255, 1)) FROM generate_series(1, amount) AS song)
  FROM generate_series(1::bigint, $3) AS u
  CROSS JOIN LATERAL (SELECT (hashint8extended(u, 1) & 1023) / 1024.0 AS rate,
    (hashint8extended(u, 2) & 127) * $4 / 44 AS leaves,
    (hashint8extended(u * 1000 + $2, 3) & 1023) / 1024.0 AS chance,
    (hashint8extended(u * 1000 + $2, 4) & 15)::int AS amount) AS drawn
  WHERE $2 <= leaves AND (chance < 0.05 + 0.8 * rate OR $2 = 0)`;

/** Fills an empty database with so many users over so many days up to {@link LAST_DAY}, as loads would leave it. */
export async function madeUsers(url: string, users: number, days: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("INSERT INTO id_form (form) VALUES ('numeric')");
  for (let age = 0; age < days; age++) {
    const day = dayAfter(LAST_DAY, 1 - days + age);
    await client.query(
      `CREATE TABLE user_day_${day.replaceAll('-', '')} PARTITION OF user_day FOR VALUES FROM ('${day}') TO ('${dayAfter(day, 1)}')`,
    );
    await client.query(FILL, [day, age, users, days]);
    await client.query(
      `INSERT INTO archive (identity, name, kind, day, part, state, finished_at)
       SELECT $1 || kind, $1 || '_1_' || kind || '.log', kind, $1::text::date, 1, 'loaded', clock_timestamp()
       FROM unnest(ARRAY['play', 'download', 'search']) AS kind`,
      [day],
    );
  }
  await client.query('VACUUM ANALYZE');
  await client.end();
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The highest resident memory of the service so far, in MiB, its threads included. */
export function peakMib({ process: { pid } }: ServiceProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1024);
}
