import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { createPartitionSql, LOCK_PARTITIONS, SELECT_MISSING_PARTITIONS } from './partitions.sql.js';
import { DAY_TABLES, partitionOf } from './tables.js';

@Injectable()
export class PartitionsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Makes the partitions of these days in all tables by day, where they are missing. It commits by itself, before the
   * load: an empty partition changes no answer, and a long load must not hold the locks.
   */
  async ensure(days: string[]): Promise<void> {
    const wanted = days.flatMap((day) =>
      DAY_TABLES.map((table) => ({ table, day, name: partitionOf(table, day) })),
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
}
