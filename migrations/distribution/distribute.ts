import { advisoryLock, createDataSource } from '#common';
import type { DataSource } from 'typeorm';
import { PLACEMENTS } from './placements.js';
import type { Placement } from './placements.js';
import { SELECT_CITUS, SELECT_NODES, SELECT_PLACED, SELECT_TABLES } from './schema.sql.js';

/** Nothing was distributed; the message says why and what to do. */
export class DistributionRefused extends Error {}

/** A table, where it is, and where it should be. */
export interface Step {
  placement: Placement;
  now: string;
  wanted: string;
}

interface Node {
  host: string;
  port: number;
  isCoordinator: boolean;
  holdsShards: boolean;
}

const ON_COORDINATOR = 'coordinator';
const ON_EVERY_NODE = 'every node';

/**
 * What would be done with each table that leaves the coordinator. On a database without Citus all of them are
 * there.
 */
export async function plan(databaseUrl: string): Promise<{ steps: Step[]; obstacles: string[] }> {
  return await connected(databaseUrl, async (dataSource) => {
    const obstacles = [...(await missingTables(dataSource)), ...(await citusProblems(dataSource))];
    return { steps: await steps(dataSource), obstacles };
  });
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
      const obstacles = [...(await missingTables(dataSource)), ...(await citusProblems(dataSource))];
      const planned = await steps(dataSource);
      const misplaced = planned.filter(({ now, wanted }) => now !== wanted && now !== ON_COORDINATOR);
      obstacles.push(...misplaced.map(misplacement));
      if (obstacles.length > 0) throw new DistributionRefused(obstacles.join('\n'));
      const moved = planned.filter(({ now, wanted }) => now !== wanted);
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

/** Places without a table, each in a sentence that names the remedy. */
export async function missingTables(dataSource: Pick<DataSource, 'query'>): Promise<string[]> {
  const rows = await dataSource.query<{ name: string }[]>(SELECT_TABLES);
  const tables = new Set(rows.map(({ name }) => name));
  return PLACEMENTS.filter(({ table }) => !tables.has(table)).map(
    ({ table }) => `Table ${table} does not exist: run the migrations, or take it out of placements.ts.`,
  );
}

/** What Citus itself lacks, each in a sentence that says what to do. */
async function citusProblems(dataSource: DataSource): Promise<string[]> {
  const [citus] =
    await dataSource.query<{ version: string | null; isInstalled: boolean; isLoaded: boolean }[]>(
      SELECT_CITUS,
    );
  if (!citus!.isInstalled) {
    return [
      'This PostgreSQL has no Citus: install it on every node (https://github.com/citusdata/citus), set shared_preload_libraries = citus and restart them.',
    ];
  }
  if (!citus!.isLoaded) {
    return [
      'Citus is installed but not loaded: set shared_preload_libraries = citus on every node and restart them.',
    ];
  }
  if (citus!.version === null) {
    return [
      'The database has no extension citus: run CREATE EXTENSION citus in this database on every node.',
    ];
  }
  const nodes = await dataSource.query<Node[]>(SELECT_NODES);
  return [
    ...(nodes.some(({ isCoordinator }) => isCoordinator)
      ? []
      : [
          "No worker knows the coordinator: run SELECT citus_set_coordinator_host('HOST', PORT) here, with an address that they reach.",
        ]),
    ...(nodes.some(({ holdsShards }) => holdsShards)
      ? []
      : ["No node may hold rows: run SELECT citus_add_node('HOST', PORT) here, once for each worker."]),
  ];
}

async function steps(dataSource: DataSource): Promise<Step[]> {
  const [citus] = await dataSource.query<{ version: string | null }[]>(SELECT_CITUS);
  const placed =
    citus!.version === null
      ? []
      : await dataSource.query<{ name: string; type: string; column: string }[]>(SELECT_PLACED);
  return PLACEMENTS.map((placement) => {
    const found = placed.find(({ name }) => name === placement.table);
    return {
      placement,
      now:
        found === undefined
          ? ON_COORDINATOR
          : found.type === 'reference'
            ? ON_EVERY_NODE
            : `workers by ${found.column}`,
      wanted: wantedOf(placement),
    };
  });
}

function wantedOf({ by }: Placement): string {
  return by === null ? ON_EVERY_NODE : `workers by ${by}`;
}

function misplacement({ placement: { table }, now, wanted }: Step): string {
  return `Table ${table} is on ${now} and belongs on ${wanted}: run SELECT undistribute_table('${table}'), which moves its rows back, and this command again.`;
}

/** Rows of the coordinator are copied; without the second call they would stay there, too, unseen. */
async function place(dataSource: DataSource, { table, by }: Placement): Promise<void> {
  await dataSource.transaction(async (transaction) => {
    if (by === null) {
      await transaction.query('/* distribution.reference */ SELECT create_reference_table($1)', [table]);
    } else {
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
