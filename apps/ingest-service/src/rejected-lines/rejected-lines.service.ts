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

type Row = Omit<RejectedLineDto, 'meaning'> & { archiveId: number };
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

function chosen({ archive, reason }: RejectedLinesFilter): unknown[] {
  return [archive === undefined ? null : [identityOf(archive), archive], reason ?? null];
}

async function* toLines(batches: AsyncGenerator<Row[]>): AsyncGenerator<string> {
  for await (const rows of batches) yield rows.map((row) => `${JSON.stringify(toDto(row))}\n`).join('');
}

function toDto(row: Row): RejectedLineDto {
  const { archiveId: _, ...line } = row;
  return { ...line, meaning: REJECTION_REASONS[line.reason] };
}

/**
 * Stored lines of the archives of an identity or name of $1 (null: of all), rejected for the reason $2 (null: for any),
 * newest archives first.
 * @param isPage from behind the line $4 of the archive $3 (null: from the beginning), at most $5
 */
function selectRejectedLines(isPage: boolean): string {
  return `/* ingest.rejected_lines */
  SELECT archive_id AS "archiveId", archive.name AS archive, sha256, line_number AS line,
    rejected_line.reason, line AS text
  FROM rejected_line JOIN archive ON archive.id = archive_id
  WHERE ($1::text[] IS NULL OR identity = ANY ($1) OR name = ANY ($1)) AND ($2::text IS NULL OR rejected_line.reason = $2)
    ${isPage ? 'AND ($3::int IS NULL OR archive_id < $3 OR archive_id = $3 AND line_number > $4::int)' : ''}
  ORDER BY archive_id DESC, line_number ${isPage ? 'LIMIT $5' : ''}`;
}
