import type { Database, Transaction } from '#common';
import { answerWithin, BoundedClient, CONNECTION_LIMITS } from '#common/database';

/**
 * Runs statements that are committed while another transaction runs, by a connection outside the pool: a pool of which
 * each connection waits for a second one would wait for ever. It is opened by the first statement and stays until
 * `end`: to open one takes PostgreSQL as long as to store some thousand texts.
 */
export class SeparateConnection implements Pick<Transaction, 'query'> {
  private opening: Promise<BoundedClient> | null = null;

  /** @param name of the connection, as PostgreSQL lists it */
  constructor(
    private readonly database: Database,
    private readonly name: string,
  ) {}

  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const client = await (this.opening ??= this.open());
    return ((await client.query(sql, parameters)) as { rows: Row[] }).rows;
  }

  /** Also where it could not be opened. */
  async end(): Promise<void> {
    const client = await this.opening?.catch(() => null);
    await client?.end();
  }

  private async open(): Promise<BoundedClient> {
    const { url, limits } = this.database;
    const client = new BoundedClient({
      connectionString: url,
      application_name: this.name,
      ...CONNECTION_LIMITS,
      answerWithinMs: answerWithin(limits.jobMs, limits),
    });
    await client.connect();
    return client;
  }
}
