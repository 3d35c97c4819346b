import type { Transaction } from '#common';
import { Database, LONG_STATEMENTS } from '#common';
import { Injectable } from '@nestjs/common';
import { LOCK_PARTITIONS, SELECT_MOST_LOCKS } from './locks/locks.sql.js';
import * as sql from './partitions.sql.js';
import { COLLECTED_TABLE, DAY_TABLES, EVENT_TABLES, monthOf, partitionOf } from './tables.js';
import type { PartitionedTable } from './tables.js';

/** Locks of tables and indexes that a transaction takes a day, at most. */
const LOCKS_A_DAY = 16;

/** Those of ten days. */
const PARTITIONS_AT_ONCE = 10 * DAY_TABLES.length;

/** A lock was not free in time, retention has dropped the day, or another transaction has just made the index. */
const BUSY_OR_GONE: ReadonlySet<string> = new Set(['55P03', '42P01', '23505']);

type Queryable = Pick<Transaction, 'query'>;

@Injectable()
export class PartitionsRepository {
  constructor(private readonly database: Database) {}

  /** Days that a transaction can write to: what all transactions together can lock. */
  async mostDays(transaction: Pick<Transaction, 'query'>): Promise<number> {
    const [row] = await transaction.query<{ locks: number }>(SELECT_MOST_LOCKS);
    return Math.floor(row!.locks / LOCKS_A_DAY);
  }

  /** Makes the partitions of these days in all tables by day, where they are missing, and commits them. */
  async ensure(days: string[], tables: readonly PartitionedTable[] = DAY_TABLES): Promise<void> {
    const wanted = partitionsOf(days, tables);
    if ((await missingAmong(wanted, this.database)).length === 0) return;
    await this.database.transaction((transaction) => makeMissing(wanted, transaction), LONG_STATEMENTS);
  }

  /**
   * The same for a transaction that goes on, but committed before it: an empty partition changes no answer, and a long
   * load must not hold the locks. Others make partitions between those of a few days.
   * @param beside where the partitions are made
   */
  async ensureWithin(transaction: Transaction, beside: Queryable, days: string[]): Promise<void> {
    const wanted = partitionsOf(days, DAY_TABLES);
    if ((await missingAmong(wanted, transaction)).length === 0) return;
    for (let at = 0; at < wanted.length; at += PARTITIONS_AT_ONCE) {
      await beside.query('BEGIN');
      await makeMissing(wanted.slice(at, at + PARTITIONS_AT_ONCE), beside);
      await beside.query('COMMIT');
    }
  }

  /**
   * The partitions of days whose events come one by one, and an index by user on those of events: the rollup of a few
   * users is then made without reading the day. Days of archives do without it, so their COPY pays nothing.
   * @returns the days that have the index: none is made while a load writes to the day
   */
  async ensureForCollecting(days: string[]): Promise<string[]> {
    await this.ensure(days, [...DAY_TABLES, COLLECTED_TABLE]);
    const missing = await this.missing(days.flatMap(userIndexes));
    const indexed = [];
    for (const day of days) {
      if (!userIndexes(day).some((name) => missing.has(name)) || (await this.indexByUser(day, 10)))
        indexed.push(day);
    }
    return indexed;
  }

  /** Makes the index by user of a day; false: other transactions write to the day for longer than `waitMs`. */
  async indexByUser(day: string, waitMs: number): Promise<boolean> {
    if ((await this.missing(userIndexes(day))).size === 0) return true;
    const partitions = Object.values(EVENT_TABLES).map((table) => partitionOf(table, day));
    try {
      await this.database.transaction(async (transaction) => {
        await transaction.query(`/* ingest.index_lock_timeout */ SET LOCAL lock_timeout = '${waitMs}ms'`);
        for (const partition of partitions) await transaction.query(sql.createUserIndexSql(partition));
      }, LONG_STATEMENTS);
      return true;
    } catch (error) {
      if (!BUSY_OR_GONE.has((error as { code?: string }).code ?? '')) throw error;
      return (await this.missing(userIndexes(day))).size === 0;
    }
  }

  /** Those of the days to which events were posted, or could be. */
  async collectedDays(days: string[], on: Queryable = this.database): Promise<Set<string>> {
    const missing = await this.missing(
      days.map((day) => partitionOf(COLLECTED_TABLE, day)),
      on,
    );
    return new Set(days.filter((day) => !missing.has(partitionOf(COLLECTED_TABLE, day))));
  }

  private async missing(names: string[], on: Queryable = this.database): Promise<Set<string>> {
    const rows = await on.query<{ name: string }>(sql.SELECT_MISSING_PARTITIONS, [names]);
    return new Set(rows.map(({ name }) => name));
  }
}

function userIndexes(day: string): string[] {
  return Object.values(EVENT_TABLES).map((table) => `${partitionOf(table, day)}_user`);
}

interface Partition {
  table: PartitionedTable;
  day: string;
  name: string;
}

interface Parent {
  month: string;
  parent: string;
  isMissing: boolean;
}

function partitionsOf(days: string[], tables: readonly PartitionedTable[]): Partition[] {
  return days.flatMap((day) => tables.map((table) => ({ table, day, name: partitionOf(table, day) })));
}

async function makeMissing(wanted: Partition[], on: Queryable): Promise<void> {
  await on.query(LOCK_PARTITIONS);
  const missing = await missingAmong(wanted, on);
  const parents = await parentsOf(missing, on);
  // A round trip a day: while a file is read, each waits for a turn of the event loop.
  for (const ofDay of Map.groupBy(missing, ({ day }) => day).values()) {
    const statements = ofDay.flatMap(({ table, day }) =>
      sql.createPartitionSql(table, day, parents.get(monthOf(table, day))!),
    );
    await on.query(statements.join(';\n'));
  }
}

async function missingAmong(wanted: Partition[], on: Queryable): Promise<Partition[]> {
  const rows = await on.query<{ name: string }>(sql.SELECT_MISSING_PARTITIONS, [
    wanted.map(({ name }) => name),
  ]);
  const names = new Set(rows.map(({ name }) => name));
  return wanted.filter(({ name }) => names.has(name));
}

/** Where the partitions of days are to be, by the names of their months, which are made where they are missing. */
async function parentsOf(days: Partition[], on: Queryable): Promise<ReadonlyMap<string, string>> {
  const months = new Map(days.map((of) => [monthOf(of.table, of.day), of]));
  const tables = [...months.values()].map(({ table }) => table);
  const rows = await on.query<Parent>(sql.SELECT_PARENTS, [tables, [...months.keys()]]);
  const missing = rows.filter(({ isMissing }) => isMissing).map(({ month }) => months.get(month)!);
  const statements = missing.flatMap(({ table, day }) => sql.createMonthSql(table, day));
  if (statements.length > 0) await on.query(statements.join(';\n'));
  return new Map(rows.map(({ month, parent }) => [month, parent]));
}
