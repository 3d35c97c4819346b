import type { Database } from '#common';

/** Every table that has the id in any column, texts and JSON too; partitions by the name of their table. */
export async function tablesWith(database: Database, userId: string): Promise<string[]> {
  const tables = await database.query<{ name: string }>(
    `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'
       AND table_name <> 'model_artefact_chunk' ORDER BY 1`,
  );
  const found = new Set<string>();
  for (const { name } of tables) {
    const [row] = await database.query<{ has: boolean }>(
      // A search for the digits is several times faster than the expression, and leaves it few rows.
      `SELECT EXISTS (SELECT FROM ${name} t WHERE position($1 IN t::text) > 0 AND t::text ~ $2) AS has`,
      [userId, `(^|[^0-9a-f])${userId}([^0-9a-f]|$)`],
    );
    if (row!.has) found.add(name.replace(/^public\./, '').replace(/_\d{6}(\d\d)?(_\d+)?$/, ''));
  }
  return [...found].sort();
}
