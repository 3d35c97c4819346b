import type { ClientBase, Pool, PoolClient, QueryResultRow } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { answerWithin, NO_LIMITS } from './bounded-client.js';
import type { BoundedClient, StatementLimits } from './bounded-client.js';

/** How long the end of a failed transaction is waited for; then its connection is given up. */
const ROLLBACK_WITHIN_MS = 2_000;

/** For transactions of jobs: statements may take as long as a job may. */
export const LONG_STATEMENTS = { statementTimeoutMs: 0 } as const;

const CANCEL_STATEMENT = '/* common.cancel_statement */ SELECT pg_cancel_backend($1)';

interface TransactionOptions {
  /** Longest time of one statement, when it is not that of a request; 0: that of a job. */
  readonly statementTimeoutMs?: number;
  /** REPEATABLE READ lets all statements see the database as the first one does. */
  readonly isolation?: 'REPEATABLE READ';
  /** Ends the transaction at once when it fires, amid a statement too. */
  readonly signal?: AbortSignal;
}

/**
 * One open transaction: for SQL, for entities (`manager`), and its raw connection for COPY by pg-copy-streams
 * (`client`).
 */
export interface Transaction {
  manager: EntityManager;
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  client: PoolClient;
}

interface OpenTransaction {
  runner: QueryRunner;
  client: PoolClient & BoundedClient;
  end: (isCommitted: boolean) => Promise<void>;
}

/**
 * SQL access for repositories, on top of the TypeORM data source.
 * int8 columns arrive as strings (64-bit ids do not fit a number), dates as 'YYYY-MM-DD'.
 */
export class Database {
  constructor(
    readonly dataSource: DataSource,
    readonly limits: StatementLimits = NO_LIMITS,
  ) {}

  /** Address of PostgreSQL, with the password. */
  get url(): string {
    return (this.dataSource.options as PostgresDataSourceOptions).url!;
  }

  get pool(): Pool {
    return (this.dataSource.driver as PostgresDriver).master as Pool;
  }

  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return await this.dataSource.query<Row[]>(sql, parameters);
  }

  /**
   * {@link query} by a statement that each connection parses and plans only once. @param name unlike that of
   * any other statement
   */
  async prepared<Row>(name: string, sql: string, parameters: unknown[]): Promise<Row[]> {
    return (await this.pool.query<Row & QueryResultRow>({ name, text: sql, values: parameters })).rows;
  }

  /**
   * Runs `work` in one transaction; any error rolls everything back and is thrown on. @throws the signal's reason
   */
  async transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    const { signal } = options;
    signal?.throwIfAborted();
    const { runner, client, end } = await this.begin('read and write', options);
    let isCommitted = false;
    const cancel = (): void => {
      void this.query(CANCEL_STATEMENT, [client.processID]).catch(() => undefined);
      // A late cancellation must not meet the statement of another.
      client.giveUp();
    };
    signal?.addEventListener('abort', cancel);
    try {
      signal?.throwIfAborted();
      const result = await work({
        manager: runner.manager,
        client,
        query: async <Row>(sql: string, parameters: unknown[] = []) =>
          (await client.query(sql, parameters)).rows as Row[],
      });
      await runner.commitTransaction();
      isCommitted = true;
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
      await end(isCommitted);
    }
  }

  /** Streams a result through a server-side cursor, `batchRows` rows at a time: memory stays constant. */
  async *stream<Row>(sql: string, parameters: unknown[] = [], batchRows = 10_000): AsyncGenerator<Row[]> {
    const { client, end } = await this.begin('read', { statementTimeoutMs: 0 });
    try {
      yield* fetched<Row>(client, { sql, parameters, batchRows });
    } finally {
      await end(false);
    }
  }

  /**
   * Begins a transaction on a connection of its own; `end` returns the connection, and rolls back what is not
   * committed.
   */
  private async begin(
    access: 'read' | 'read and write',
    { statementTimeoutMs: statementMs, isolation }: TransactionOptions,
  ): Promise<OpenTransaction> {
    const runner = this.dataSource.createQueryRunner();
    const client = (await runner.connect()) as PoolClient & BoundedClient;
    const usualLimit = client.answerWithinMs;
    const end = async (isCommitted: boolean): Promise<void> => {
      if (!isCommitted) await client.rollBack(ROLLBACK_WITHIN_MS);
      client.answerWithinMs = usualLimit;
      await runner.release();
    };
    try {
      // TypeORM knows of a transaction that it begins itself, and begins no second one inside.
      await (access === 'read' ? client.query('BEGIN READ ONLY') : runner.startTransaction(isolation));
      if (statementMs !== undefined) {
        const limitMs = Math.trunc(statementMs === 0 ? this.limits.jobMs : statementMs);
        await client.query(`SET LOCAL statement_timeout = ${limitMs}`);
        client.answerWithinMs = answerWithin(limitMs, this.limits);
      }
      return { runner, client, end };
    } catch (error) {
      await end(false);
      throw error;
    }
  }
}

export interface CursorStatement {
  sql: string;
  parameters: unknown[];
  batchRows: number;
}

/**
 * The rows of a SELECT through a server-side cursor of the open transaction, in batches: memory stays
 * constant. Read to the end before the next such statement of the transaction.
 */
export async function* fetched<Row>(
  client: Pick<ClientBase, 'query'>,
  { sql, parameters, batchRows }: CursorStatement,
): AsyncGenerator<Row[]> {
  // A plan for all rows: unasked, one whose first rows come soon.
  await client.query('SET LOCAL cursor_tuple_fraction = 1');
  await client.query(`DECLARE batch NO SCROLL CURSOR FOR ${sql}`, parameters);
  for (;;) {
    const { rows } = await client.query(`FETCH ${Math.trunc(batchRows)} FROM batch`);
    if (rows.length === 0) break;
    yield rows as Row[];
  }
  await client.query('CLOSE batch');
}
