import { Exports } from '#common';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { USER_TABLES } from './user-tables.js';
import { SELECT_ROWS_OF_USER } from './user-export.sql.js';

const BATCH_ROWS = 1_000;

interface RowOfUser {
  table: string;
  /** JSON. */
  row: string;
}

/** Everything that is kept of one user, of all services. */
@Injectable()
export class UserExport {
  constructor(private readonly exports: Exports) {}

  /**
   * A line a row in constant memory, and a last line with their number: without it the answer was cut off.
   * @throws DomainError too_many (exports_busy)
   */
  async stream(userId: string, gone: AbortSignal): Promise<Readable> {
    const statement = { sql: SELECT_ROWS_OF_USER, parameters: [userId], batchRows: BATCH_ROWS };
    return await this.exports.write<RowOfUser>(statement, linesOf, gone);
  }
}

async function* linesOf(batches: AsyncGenerator<RowOfUser[]>): AsyncGenerator<string> {
  const counts = new Map(USER_TABLES.map(({ table }) => [table, 0]));
  for await (const rows of batches) {
    for (const { table } of rows) counts.set(table, counts.get(table)! + 1);
    yield rows.map(({ table, row }) => `{"table":"${table}","row":${row}}\n`).join('');
  }
  yield `${JSON.stringify({ rows: Object.fromEntries(counts) })}\n`;
}
