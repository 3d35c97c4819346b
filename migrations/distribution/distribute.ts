import { advisoryLock, createDataSource } from '#common';
import type { DataSource } from 'typeorm';
import { PLACEMENTS } from './placements.js';
import type { Placement } from './placements.js';

const SELECT_TABLES = `/* distribution.tables */
  SELECT relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')`;

/** version is null where the database has no extension citus. */
const SELECT_CITUS = `/* distribution.citus */
  SELECT (SELECT extversion FROM pg_extension WHERE extname = 'citus') AS version,
    EXISTS (SELECT FROM pg_available_extensions WHERE name = 'citus') AS "isInstalled",
    current_setting('shared_preload_libraries') ~ '\\mcitus\\M' AS "isLoaded"`;

const SELECT_NODES = `/* distribution.nodes */
  SELECT groupid = 0 AS "isCoordinator", shouldhaveshards AS "holdsShards"
  FROM pg_dist_node WHERE noderole = 'primary' AND isactive`;

/** Where Citus has the tables that it knows. */
const SELECT_PLACED = `/* distribution.placed */
  SELECT c.relname AS name, t.citus_table_type AS type, t.distribution_column AS "column"
  FROM citus_tables t JOIN pg_class c ON c.oid = t.table_name
  WHERE c.relnamespace = current_schema()::regnamespace`;

/** Nothing was distributed; the message says why and what to do. */
export class DistributionRefused extends Error {}

/** A table, where it is, and where it should be. */
export interface Step {
  placement: Placement;
  now: string;
  wanted: string;
}

/** Every table that leaves the coordinator, and what is in the way of it: sentences that name the remedy. */
interface Plan {
  steps: Step[];
  obstacles: string[];
}

const ON_COORDINATOR = 'coordinator';
const placeBy = (column: string | null): string => (column === null ? 'every node' : `workers by ${column}`);

/** What would be done. On a database without Citus all tables are on the coordinator. */
export async function plan(databaseUrl: string): Promise<Plan> {
  return await connected(databaseUrl, planFor);
}

/**
 * Puts every table in its place, each in a transaction of its own: after a crash run it again. What is in
 * place already is left alone. Rows are moved: large tables take their time, and writers to them wait.
 * @param onDone called after each table that was moved
 * @throws DistributionRefused when something is in the way; nothing was changed then
 */
export async function distribute(databaseUrl: string, onDone: (step: Step) => void): Promise<Step[]> {
  return await connected(databaseUrl, (dataSource) =>
    dataSource.transaction(async (lock) => {
      // No migration may run at the same time, and no second distribution.
      await lock.query(`/* distribution.lock */ SELECT ${advisoryLock('migrations')}`);
      const { steps, obstacles } = await planFor(dataSource);
      if (obstacles.length > 0) throw new DistributionRefused(obstacles.join('\n'));
      const moved = steps.filter(({ now, wanted }) => now !== wanted);
      for (const step of moved) {
        await place(dataSource, step.placement);
        onDone(step);
      }
      return moved;
    }),
  );
}

async function connected<T>(databaseUrl: string, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const dataSource = createDataSource({ url: databaseUrl, applicationName: 'distribute' });
  await dataSource.initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function planFor(dataSource: DataSource): Promise<Plan> {
  const missing = await missingTables(dataSource);
  const [citus] =
    await dataSource.query<{ version: string | null; isInstalled: boolean; isLoaded: boolean }[]>(
      SELECT_CITUS,
    );
  const hasCitus = citus!.version !== null;
  const placed = hasCitus
    ? await dataSource.query<{ name: string; type: string; column: string }[]>(SELECT_PLACED)
    : [];
  const steps = PLACEMENTS.map((placement) => {
    const found = placed.find(({ name }) => name === placement.table);
    const now = found && placeBy(found.type === 'reference' ? null : found.column);
    return { placement, now: now ?? ON_COORDINATOR, wanted: placeBy(placement.by) };
  });
  let problems: string[];
  if (!citus!.isInstalled) problems = [NOT_INSTALLED];
  else if (!citus!.isLoaded) problems = [NOT_LOADED];
  else problems = hasCitus ? await nodeProblems(dataSource) : [NOT_CREATED];
  const misplaced = steps.filter(({ now, wanted }) => now !== wanted && now !== ON_COORDINATOR);
  return { steps, obstacles: [...missing, ...problems, ...misplaced.map(misplacement)] };
}

/** Places without a table, each in a sentence that names the remedy. */
export async function missingTables(dataSource: Pick<DataSource, 'query'>): Promise<string[]> {
  const rows = await dataSource.query<{ name: string }[]>(SELECT_TABLES);
  const tables = new Set(rows.map(({ name }) => name));
  return PLACEMENTS.filter(({ table }) => !tables.has(table)).map(
    ({ table }) => `Table ${table} does not exist: run the migrations, or take it out of placements.ts.`,
  );
}

const NOT_INSTALLED =
  'This PostgreSQL has no Citus: install it on every node (https://github.com/citusdata/citus), set shared_preload_libraries = citus and restart them.';
const NOT_LOADED =
  'Citus is installed but not loaded: set shared_preload_libraries = citus on every node and restart them.';
const NOT_CREATED =
  'The database has no extension citus: run CREATE EXTENSION citus in this database on every node.';
const NO_COORDINATOR =
  "No worker knows the coordinator: run SELECT citus_set_coordinator_host('HOST', PORT) here, with an address that they reach.";
const NO_WORKER =
  "No node may hold rows: run SELECT citus_add_node('HOST', PORT) here, once for each worker.";

async function nodeProblems(dataSource: DataSource): Promise<string[]> {
  const nodes = await dataSource.query<{ isCoordinator: boolean; holdsShards: boolean }[]>(SELECT_NODES);
  return [
    ...(nodes.some(({ isCoordinator }) => isCoordinator) ? [] : [NO_COORDINATOR]),
    ...(nodes.some(({ holdsShards }) => holdsShards) ? [] : [NO_WORKER]),
  ];
}

function misplacement({ placement: { table }, now, wanted }: Step): string {
  return `Table ${table} is on ${now} and belongs on ${wanted}: run SELECT undistribute_table('${table}'), which moves its rows back, and this command again.`;
}

/**
 * Puts the partitions of days that are in partitions of months into the table, since Citus distributes no partitions of
 * partitions.
 */
export function withoutMonthsSql(table: string): string {
  return `/* distribution.without_months */ DO $$
    DECLARE
      month regclass;
      day record;
    BEGIN
      FOR month IN SELECT relid FROM pg_partition_tree('${table}') WHERE level = 1 AND NOT isleaf LOOP
        EXECUTE format('ALTER TABLE ${table} DETACH PARTITION %s', month);
        FOR day IN SELECT inhrelid::regclass AS name, pg_get_expr(relpartbound, inhrelid) AS bounds
                   FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = month LOOP
          EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', month, day.name);
          EXECUTE format('ALTER TABLE ${table} ATTACH PARTITION %s %s', day.name, day.bounds);
        END LOOP;
        EXECUTE format('DROP TABLE %s', month);
      END LOOP;
    END $$`;
}

/** Rows of the coordinator are copied; without the second call they would stay there, too, unseen. */
async function place(dataSource: DataSource, { table, by }: Placement): Promise<void> {
  await dataSource.transaction(async (transaction) => {
    if (by === null) {
      await transaction.query('/* distribution.reference */ SELECT create_reference_table($1)', [table]);
    } else {
      await transaction.query(withoutMonthsSql(table));
      // Rows of one user are on one node, in all tables.
      const first = PLACEMENTS.find((other) => other.by === by)!.table;
      await transaction.query(
        '/* distribution.distribute */ SELECT create_distributed_table($1, $2, colocate_with => $3)',
        [table, by, table === first ? 'none' : first],
      );
    }
    await transaction.query(
      '/* distribution.truncate */ SELECT truncate_local_data_after_distributing_table($1)',
      [table],
    );
  });
}
