import type { DataSource } from 'typeorm';
import { PLACEMENTS } from './placements.js';
import type { Placement } from './placements.js';
import { SELECT_FOREIGN_KEYS, SELECT_KEYS, SELECT_TABLES, SELECT_TRIGGERS } from './schema.sql.js';

/** Why this schema cannot be placed by {@link PLACEMENTS}, each in a sentence that names the remedy. */
export async function schemaProblems(dataSource: Pick<DataSource, 'query'>): Promise<string[]> {
  const [tables, keys, foreignKeys, triggers] = [
    await dataSource.query<{ name: string }[]>(SELECT_TABLES),
    await dataSource.query<Key[]>(SELECT_KEYS),
    await dataSource.query<ForeignKey[]>(SELECT_FOREIGN_KEYS),
    await dataSource.query<Trigger[]>(SELECT_TRIGGERS),
  ];
  return [
    ...unplaced(tables.map(({ name }) => name)),
    ...keys.flatMap(keyProblem),
    ...foreignKeys.flatMap(foreignKeyProblem),
    ...triggers.flatMap(triggerProblem),
  ];
}

interface Key {
  table: string;
  name: string;
  columns: string[];
}

interface ForeignKey {
  table: string;
  name: string;
  target: string;
}

interface Trigger {
  table: string;
  name: string;
}

function unplaced(tables: string[]): string[] {
  const listed = PLACEMENTS.map(({ table }) => table);
  return [
    ...tables
      .filter((table) => !listed.includes(table))
      .map((table) => `Table ${table} has no place: add it to migrations/distribution/placements.ts.`),
    ...listed
      .filter((table) => !tables.includes(table))
      .map((table) => `Table ${table} does not exist: run the migrations, or take it out of placements.ts.`),
  ];
}

function placementOf(table: string): Placement | undefined {
  return PLACEMENTS.find((placement) => placement.table === table);
}

/** A node knows only its own rows, so two rows of one key must be on one node. */
function keyProblem({ table, name, columns }: Key): string[] {
  const placement = placementOf(table);
  if (placement?.at !== 'workers' || columns.includes(placement.by)) return [];
  return [
    `Key ${name} of ${table} lacks ${placement.by}, by which the table is distributed: add it to the key.`,
  ];
}

function foreignKeyProblem({ table, name, target }: ForeignKey): string[] {
  const [from, to] = [placementOf(table), placementOf(target)];
  if (from === undefined || to === undefined || (from.at === 'coordinator' && to.at === 'coordinator'))
    return [];
  return [
    `Foreign key ${name} leads from ${table} to ${target}: only tables that both stay on the coordinator may refer to each other.`,
  ];
}

function triggerProblem({ table, name }: Trigger): string[] {
  const placement = placementOf(table);
  if (placement === undefined || placement.at === 'coordinator') return [];
  return [`Trigger ${name} of ${table}: Citus takes no triggers there. Let the statement that writes do it.`];
}
