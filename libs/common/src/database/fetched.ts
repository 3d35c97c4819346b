import type { ClientBase } from 'pg';

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
  await client.query(`DECLARE batch NO SCROLL CURSOR FOR ${sql}`, parameters);
  for (;;) {
    const { rows } = await client.query(`FETCH ${Math.trunc(batchRows)} FROM batch`);
    if (rows.length === 0) break;
    yield rows as Row[];
  }
  await client.query('CLOSE batch');
}
