import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/** One open transaction. `client` is the raw connection, for COPY by pg-copy-streams. */
export interface Transaction {
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  client: PoolClient;
}

/**
 * SQL access for repositories, on top of the TypeORM data source.
 * int8 columns arrive as strings (64-bit ids do not fit a number), dates as 'YYYY-MM-DD'.
 */
export class Database {
  constructor(readonly dataSource: DataSource) {}

  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return await this.dataSource.query<Row[]>(sql, parameters);
  }

  /** {@link query} by a statement that each connection parses and plans only once. @param name unlike that of any other statement */
  async prepared<Row>(name: string, sql: string, parameters: unknown[]): Promise<Row[]> {
    const pool = (this.dataSource.driver as PostgresDriver).master as Pool;
    return (await pool.query<Row & QueryResultRow>({ name, text: sql, values: parameters })).rows;
  }

  /** Runs `work` in one transaction; any error rolls everything back and is thrown on. */
  async transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    options: { statementTimeoutMs?: number } = {},
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      await client.query('BEGIN');
      try {
        if (options.statementTimeoutMs !== undefined) {
          await client.query(`SET LOCAL statement_timeout = ${Math.trunc(options.statementTimeoutMs)}`);
        }
        const result = await work({
          client,
          query: async <Row>(sql: string, parameters: unknown[] = []) =>
            (await client.query(sql, parameters)).rows as Row[],
        });
        await client.query('COMMIT');
        return result;
      } catch (error) {
        // A broken connection cannot roll back; the server does it for us.
        await client.query('ROLLBACK').catch(() => undefined);
        throw error;
      }
    } finally {
      await runner.release();
    }
  }

  /** Streams a result through a server-side cursor, `batchRows` rows at a time: memory stays constant. */
  async *stream<Row>(sql: string, parameters: unknown[] = [], batchRows = 10_000): AsyncGenerator<Row[]> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      await client.query('BEGIN READ ONLY');
      try {
        await client.query('SET LOCAL statement_timeout = 0');
        await client.query(`DECLARE batch NO SCROLL CURSOR FOR ${sql}`, parameters);
        for (;;) {
          const { rows } = await client.query(`FETCH ${Math.trunc(batchRows)} FROM batch`);
          if (rows.length === 0) break;
          yield rows as Row[];
        }
      } finally {
        await client.query('ROLLBACK').catch(() => undefined);
      }
    } finally {
      await runner.release();
    }
  }
}
