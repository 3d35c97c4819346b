import { Exports, OuterIds, Reads } from '#common';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { USER_TABLES } from './user-tables.js';
import type { UserTable } from './user-tables.js';

const SELECT_DAYS_OF_USER = `/* ingest.days_of_user */
  SELECT day::text FROM user_day WHERE user_id = $1::bigint
  UNION SELECT day::text FROM posted_user WHERE user_id = $1::bigint`;

/**
 * All rows of the user $1, table after table, each as JSON with every column. Tables by day have no index by
 * user: of them only the partitions of the days $2 are read, which must be known before the statement is planned.
 */
const SELECT_ROWS_OF_USER = `/* ingest.rows_of_user */
  ${USER_TABLES.map((known) => `(${rowsOf(known)})`).join('\n  UNION ALL ')}`;

function rowsOf({ table, from = table, removal, order }: UserTable): string {
  const isByDay = removal === 'day' && table !== 'user_day';
  return `SELECT '${table}' AS "table", to_jsonb(t)::text AS row FROM ${from} t
    WHERE user_id = $1::bigint${isByDay ? ' AND day = ANY ($2::date[])' : ''} ORDER BY ${order}`;
}

const BATCH_ROWS = 1_000;

type IdKind = 'user' | 'song';

/** Members of rows that hold ids, as jsonb writes them. */
const IDS = /"(user|song)_ids?": (\d+|\[[\d, ]*\])/g;

interface RowOfUser {
  table: string;
  /** JSON. */
  row: string;
}

/** Everything that is kept of one user, of all services. */
@Injectable()
export class UserExport {
  constructor(
    private readonly exports: Exports,
    private readonly reads: Reads,
    private readonly ids: OuterIds,
  ) {}

  /**
   * A line a row in constant memory, and a last line with their number: without it the answer was cut off.
   * @throws DomainError too_many (exports_busy)
   */
  async stream(userId: string, gone: AbortSignal): Promise<Readable> {
    const days = await this.reads.run('committed', (database) =>
      database.query<{ day: string }>(SELECT_DAYS_OF_USER, [userId]),
    );
    const parameters = [userId, days.map(({ day }) => day)];
    const statement = { sql: SELECT_ROWS_OF_USER, parameters, batchRows: BATCH_ROWS };
    return await this.exports.write<RowOfUser>(statement, (batches) => this.lines(batches), gone);
  }

  private async *lines(batches: AsyncGenerator<RowOfUser[]>): AsyncGenerator<string> {
    const counts = new Map(USER_TABLES.map(({ table }) => [table, 0]));
    const hasTextIds = (await this.ids.form()) === 'text';
    for await (const rows of batches) {
      for (const { table } of rows) counts.set(table, counts.get(table)! + 1);
      const lines = rows.map(({ table, row }) => `{"table":"${table}","row":${row}}\n`).join('');
      yield hasTextIds ? await this.withTexts(lines) : lines;
    }
    yield `${JSON.stringify({ rows: Object.fromEntries(counts) })}\n`;
  }

  /** The same lines with the texts of ids. Inside of a text no quotation mark is before the colon. */
  private async withTexts(lines: string): Promise<string> {
    const ids = { user: new Set<string>(), song: new Set<string>() };
    for (const [, kind, some] of lines.matchAll(IDS))
      for (const [id] of some!.matchAll(/\d+/g)) ids[kind as IdKind].add(id);
    const shown = {
      user: await this.ids.shown('user', ids.user),
      song: await this.ids.shown('song', ids.song),
    };
    return lines.replace(IDS, (member: string, kind: IdKind, some: string) =>
      member.replace(some, () => some.replace(/\d+/g, (id) => JSON.stringify(shown[kind](id)))),
    );
  }
}
