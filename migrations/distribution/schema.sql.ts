/** Tables of the schema without their partitions, and without those that a load makes and drops. */
export const SELECT_TABLES = `/* distribution.tables */
  SELECT relname AS name FROM pg_class
  WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
    AND NOT starts_with(relname, 'unmerged_songs_')
  ORDER BY relname`;

export const SELECT_KEYS = `/* distribution.keys */
  SELECT t.relname AS "table", k.relname AS name, ARRAY(
      SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)) AS columns
  FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class k ON k.oid = i.indexrelid
  WHERE t.relnamespace = current_schema()::regnamespace AND NOT t.relispartition AND i.indisunique
  ORDER BY 1, 2`;

export const SELECT_FOREIGN_KEYS = `/* distribution.foreign_keys */
  SELECT t.relname AS "table", c.conname AS name, f.relname AS target
  FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid
  WHERE t.relnamespace = current_schema()::regnamespace AND NOT t.relispartition AND c.contype = 'f'
  ORDER BY 1, 2`;

export const SELECT_TRIGGERS = `/* distribution.triggers */
  SELECT t.relname AS "table", g.tgname AS name
  FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
  WHERE t.relnamespace = current_schema()::regnamespace AND NOT t.relispartition AND NOT g.tgisinternal
    -- Citus puts one of its own on tables that it knows.
    AND NOT starts_with(g.tgname, 'citus_') AND NOT starts_with(g.tgname, 'truncate_trigger_')
  ORDER BY 1, 2`;

/** Null: this server has no Citus that could be made an extension of the database. */
export const SELECT_CITUS = `/* distribution.citus */
  SELECT (SELECT extversion FROM pg_extension WHERE extname = 'citus') AS version,
    EXISTS (SELECT FROM pg_available_extensions WHERE name = 'citus') AS "isInstalled",
    current_setting('shared_preload_libraries') ~ '\\mcitus\\M' AS "isLoaded"`;

export const SELECT_NODES = `/* distribution.nodes */
  SELECT nodename AS host, nodeport AS port, groupid = 0 AS "isCoordinator", shouldhaveshards AS "holdsShards"
  FROM pg_dist_node WHERE noderole = 'primary' AND isactive ORDER BY groupid`;

/** Where Citus has the tables that it knows. */
export const SELECT_PLACED = `/* distribution.placed */
  SELECT c.relname AS name, t.citus_table_type AS type, t.distribution_column AS "column"
  FROM citus_tables t JOIN pg_class c ON c.oid = t.table_name
  WHERE c.relnamespace = current_schema()::regnamespace`;
