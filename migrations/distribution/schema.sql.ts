export const SELECT_TABLES = `/* distribution.tables */
  SELECT relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')`;

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
