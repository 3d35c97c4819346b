import type { Database, Transaction } from '#common';
import { answerWithin, BoundedClient, CONNECTION_LIMITS } from '#common/database';

/**
 * Runs statements that are committed while another transaction runs, by a connection outside the pool: a pool of which
 * each connection waits for a second one would wait for ever.
 * @param name of the connection, as PostgreSQL lists it
 */
export async function onSeparateConnection(
  { url, limits }: Database,
  name: string,
  work: (on: Pick<Transaction, 'query'>) => Promise<void>,
): Promise<void> {
  const client = new BoundedClient({
    connectionString: url,
    application_name: name,
    ...CONNECTION_LIMITS,
    answerWithinMs: answerWithin(limits.jobMs, limits),
  });
  await client.connect();
  try {
    await work({
      query: async <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
        ((await client.query(sql, parameters)) as { rows: Row[] }).rows,
    });
  } finally {
    await client.end();
  }
}
