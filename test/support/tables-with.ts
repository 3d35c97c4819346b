import type { Database } from '#common';

/** Every table that has one of the ids in any column, texts and JSON too; partitions by the name of their table. */
export async function tablesWith(database: Database, ...userIds: string[]): Promise<string[]> {
  // Tables are read with their partitions: a statement for each of several hundred costs more than the rows.
  const tables = await database.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class
     WHERE relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'model_artefact_chunk'
       AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) ORDER BY 1`,
  );
  const holders: string[] = [];
  for (const { name } of tables) {
    const [row] = await database.query<{ has: boolean }>(
      // A search for the digits is several times faster than the expression, and leaves it few rows.
      `SELECT EXISTS (SELECT FROM ${name} t WHERE t::text LIKE ANY ($1) AND t::text ~ $2) AS has`,
      [userIds.map((id) => `%${id}%`), `(^|[^0-9a-f])(${userIds.join('|')})([^0-9a-f]|$)`],
    );
    if (row!.has) holders.push(name);
  }
  return holders.sort();
}
