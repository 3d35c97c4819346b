import type { Database } from '#common';

/**
 * How many locks of this database are waited for. pg_locks has those of the databases of all other tests too, in which
 * tables have the same numbers.
 * @param condition on a row of pg_locks
 */
export async function waitingLocks(database: Database, condition: string): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted AND ${condition}
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return row!.count;
}
