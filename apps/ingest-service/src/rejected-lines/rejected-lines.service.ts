import { Cursors, Database, Exports } from '#common';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { identityOf } from '../formats/archive-name.js';
import { REJECTION_REASONS } from '../formats/rejection.js';
import type {
  RejectedLineDto,
  RejectedLinesDto,
  RejectedLinesFilter,
  RejectedLinesQuery,
} from './rejected-lines.dto.js';
import { selectRejectedLines } from './rejected-lines.sql.js';

type Row = Omit<RejectedLineDto, 'meaning' | 'storedAt'> & { archiveId: number; storedAt: Date };
/** Where a page ended. */
type Place = [archiveId: number, line: number];

const BATCH_ROWS = 1_000;

/** The rejected lines that are stored, of all archives. */
@Injectable()
export class RejectedLinesService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly exports: Exports,
  ) {}

  /** @throws DomainError invalid (cursor_invalid) */
  async page(query: RejectedLinesQuery): Promise<RejectedLinesDto> {
    const { rows, nextCursor } = await this.cursors.page<Place, Row>(
      'rejected lines',
      query,
      (after, count) =>
        this.database.query<Row>(selectRejectedLines(true), [
          ...chosen(query),
          ...(after ?? [null, null]),
          count,
        ]),
      ({ archiveId, line }) => [archiveId, line],
    );
    return { lines: rows.map(toDto), nextCursor };
  }

  /** A line of JSON each, in constant memory. @throws DomainError too_many (exports_busy) */
  async stream(filter: RejectedLinesFilter, gone: AbortSignal): Promise<Readable> {
    const statement = { sql: selectRejectedLines(false), parameters: chosen(filter), batchRows: BATCH_ROWS };
    return await this.exports.write<Row>(statement, toLines, gone);
  }
}

function chosen({ archive, reason }: RejectedLinesFilter): (string | null)[] {
  return [archive === undefined ? null : identityOf(archive), reason ?? null];
}

async function* toLines(batches: AsyncGenerator<Row[]>): AsyncGenerator<string> {
  for await (const rows of batches) yield rows.map((row) => `${JSON.stringify(toDto(row))}\n`).join('');
}

function toDto({ archive, sha256, line, reason, text, storedAt }: Row): RejectedLineDto {
  const meaning = REJECTION_REASONS[reason];
  return { archive, sha256, line, reason, meaning, text, storedAt: storedAt.toISOString() };
}
