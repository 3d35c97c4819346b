import type { Database } from '#common';
import { until } from './until.js';

/** `day kind user` to the number of events. */
export type Counts = Map<string, number>;

/** A body of `POST /events`. */
export interface PostedBatch {
  events: { eventId: string; happenedAt: string; kind: string; userId: string; [member: string]: string }[];
}

/** No clock is believed that was reset. */
export const isBelieved = (day: string): boolean => day > '1971';

/** Of all counts. */
export function sumOf(counts: Iterable<number>): number {
  return [...counts].reduce((sum, count) => sum + count, 0);
}

/** Counts posted events, each once however often it was sent. */
export function countPosts(batches: readonly PostedBatch[]): Counts {
  const counts: Counts = new Map();
  const events = new Map(batches.flatMap((batch) => batch.events.map((event) => [event.eventId, event])));
  for (const { happenedAt, kind, userId } of events.values()) {
    const key = `${happenedAt.slice(0, 10)} ${kind} ${userId}`;
    if (isBelieved(happenedAt)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The events that count in a database. */
export async function storedCounts(database: Database): Promise<Counts> {
  const tables = ['play', 'download', 'search'].map(
    (kind) => `SELECT day::text, '${kind}' AS kind, user_id FROM ${kind}_event`,
  );
  return await countsOf(database, `SELECT *, 1 AS count FROM (${tables.join(' UNION ALL ')}) AS event`);
}

/** The same by the rollup. */
export async function rolledUpCounts(database: Database): Promise<Counts> {
  return await countsOf(
    database,
    `SELECT day, kind, user_id, count FROM user_day,
       LATERAL (VALUES ('play', plays), ('download', downloads), ('search', searches)) AS of (kind, count)
     WHERE count > 0`,
  );
}

/** Waits until the rollup and the bookings have what was posted while their days were locked. */
export async function postedDaysFinished(database: Database): Promise<void> {
  const left = 'SELECT FROM posted_user UNION ALL SELECT FROM posted_count';
  await until(async () => (await database.query(left)).length === 0, 'the posted days to be finished');
}

/** @param sql rows of day, kind, user_id and count */
async function countsOf(database: Database, sql: string): Promise<Counts> {
  const rows = await database.query<{ key: string; count: number }>(
    `SELECT concat_ws(' ', day, kind, coalesce(text, user_id::text)) AS key, sum(count)::int AS count
     FROM (${sql}) AS counted LEFT JOIN user_key USING (user_id) GROUP BY 1`,
  );
  return new Map(rows.map(({ key, count }) => [key, count]));
}
