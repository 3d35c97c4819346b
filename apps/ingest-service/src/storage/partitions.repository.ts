import type { Transaction } from '#common';
import { Database, LONG_STATEMENTS } from '#common';
import { Injectable } from '@nestjs/common';
import { beside } from './beside.js';
import { LOCK_PARTITIONS, SELECT_MOST_LOCKS } from './locks.sql.js';
import { createPartitionSql, createUserIndexSql, SELECT_MISSING_PARTITIONS } from './partitions.sql.js';
import { COLLECTED_TABLE, DAY_TABLES, EVENT_TABLES, partitionOf } from './tables.js';
import type { PartitionedTable } from './tables.js';

/** Locks of tables and indexes that a transaction takes a day, at most. */
const LOCKS_A_DAY = 16;

type Queryable = Pick<Transaction, 'query'>;

@Injectable()
export class PartitionsRepository {
  constructor(private readonly database: Database) {}

  /** Days that a transaction can write to: what all transactions together can lock. */
  async mostDays(transaction: Transaction): Promise<number> {
    const [row] = await transaction.query<{ locks: number }>(SELECT_MOST_LOCKS);
    return Math.floor(row!.locks / LOCKS_A_DAY);
  }

  /** Makes the partitions of these days in all tables by day, where they are missing, and commits them. */
  async ensure(days: string[], tables: readonly PartitionedTable[] = DAY_TABLES): Promise<void> {
    const wanted = partitionsOf(days, tables);
    if (!(await isAnyMissing(wanted, this.database))) return;
    await this.database.transaction((transaction) => makeMissing(wanted, transaction), LONG_STATEMENTS);
  }

  /**
   * The same for a transaction that goes on, but committed before it: an empty partition changes no answer,
   * and a long load must not hold the locks.
   */
  async ensureWithin(transaction: Transaction, days: string[]): Promise<void> {
    const wanted = partitionsOf(days, DAY_TABLES);
    if (!(await isAnyMissing(wanted, transaction))) return;
    await beside(this.database, 'partitions', async (on) => {
      await on.query('BEGIN');
      await makeMissing(wanted, on);
      await on.query('COMMIT');
    });
  }

  /**
   * The partitions, and an index by user on those of events, of days whose events come one by one: the rollup
   * of a few users is then made without reading the day. Days of archives do without it, so their COPY pays
   * nothing.
   * @param lock takes the locks of these days, so that no load is writing to them meanwhile
   */
  async ensureForCollecting(
    days: string[],
    lock: (transaction: Transaction, days: string[]) => Promise<void>,
  ): Promise<void> {
    await this.ensure(days, [...DAY_TABLES, COLLECTED_TABLE]);
    const partitions = days.flatMap((day) =>
      Object.values(EVENT_TABLES).map((table) => partitionOf(table, day)),
    );
    const names = partitions.map((partition) => `${partition}_user`);
    if ((await this.database.query(SELECT_MISSING_PARTITIONS, [names])).length === 0) return;
    await this.database.transaction(async (transaction) => {
      await lock(transaction, days);
      for (const partition of partitions) await transaction.query(createUserIndexSql(partition));
    }, LONG_STATEMENTS);
  }
}

interface Partition {
  table: PartitionedTable;
  day: string;
  name: string;
}

function partitionsOf(days: string[], tables: readonly PartitionedTable[]): Partition[] {
  return days.flatMap((day) => tables.map((table) => ({ table, day, name: partitionOf(table, day) })));
}

async function isAnyMissing(wanted: Partition[], on: Queryable): Promise<boolean> {
  return (await on.query(SELECT_MISSING_PARTITIONS, [wanted.map(({ name }) => name)])).length > 0;
}

async function makeMissing(wanted: Partition[], on: Queryable): Promise<void> {
  await on.query(LOCK_PARTITIONS);
  const missing = await on.query<{ name: string }>(SELECT_MISSING_PARTITIONS, [
    wanted.map(({ name }) => name),
  ]);
  const names = new Set(missing.map(({ name }) => name));
  const byDay = Map.groupBy(
    wanted.filter(({ name }) => names.has(name)),
    ({ day }) => day,
  );
  // A round trip a day: while a file is read, each waits for a turn of the event loop.
  for (const ofDay of byDay.values())
    await on.query(ofDay.flatMap(({ table, day }) => createPartitionSql(table, day)).join(';\n'));
}
