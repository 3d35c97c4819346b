import type { Transaction } from '#common';
import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import {
  createPartitionSql,
  createUserIndexSql,
  LOCK_PARTITIONS,
  SELECT_MISSING_PARTITIONS,
} from './partitions.sql.js';
import { COLLECTED_TABLE, DAY_TABLES, EVENT_TABLES, partitionOf } from './tables.js';
import type { PartitionedTable } from './tables.js';

@Injectable()
export class PartitionsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Makes the partitions of these days in all tables by day, where they are missing. It commits by itself, before the
   * load: an empty partition changes no answer, and a long load must not hold the locks.
   */
  async ensure(days: string[], tables: readonly PartitionedTable[] = DAY_TABLES): Promise<void> {
    const wanted = days.flatMap((day) =>
      tables.map((table) => ({ table, day, name: partitionOf(table, day) })),
    );
    const names = wanted.map(({ name }) => name);
    if ((await this.database.query(SELECT_MISSING_PARTITIONS, [names])).length === 0) return;
    await this.database.transaction(
      async (transaction) => {
        await transaction.query(LOCK_PARTITIONS);
        const missing = await transaction.query<{ name: string }>(SELECT_MISSING_PARTITIONS, [names]);
        const missingNames = new Set(missing.map(({ name }) => name));
        for (const { table, day, name } of wanted) {
          if (!missingNames.has(name)) continue;
          for (const statement of createPartitionSql(table, day)) await transaction.query(statement);
        }
      },
      { statementTimeoutMs: 0 },
    );
  }

  /**
   * The partitions, and an index by user on those of events, of days whose events come one by one: the rollup of a
   * few users is then made without reading the day. Days of archives do without it, so their COPY pays nothing.
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
    await this.database.transaction(
      async (transaction) => {
        await lock(transaction, days);
        for (const partition of partitions) await transaction.query(createUserIndexSql(partition));
      },
      { statementTimeoutMs: 0 },
    );
  }
}
