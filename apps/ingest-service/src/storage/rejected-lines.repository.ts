import type { Transaction } from '#common';
import { Database, HourlyUpkeep, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { RejectedLine } from '../formats/rejected-lines.js';
import type { IngestSettings } from '../ingest.settings.js';

/** Lines of the archive $1: numbers $2 (int[]), reasons $3, users $4 (bigint[]) and texts $5. */
const INSERT_REJECTED_LINES = `/* ingest.insert_rejected_lines */
  INSERT INTO rejected_line (archive_id, line_number, reason, user_id, line)
  SELECT $1::int, * FROM unnest($2::int[], $3::text[], $4::bigint[], $5::text[])`;

const DELETE_REJECTED_LINES = `/* ingest.delete_rejected_lines */ DELETE FROM rejected_line WHERE archive_id = $1`;

const DELETE_REPLAYED_LINES = `/* ingest.delete_replayed_lines */
  DELETE FROM rejected_line WHERE archive_id = $1 AND line_number = ANY ($2::int[])`;

const SELECT_LINES_OF_ARCHIVE = `/* ingest.rejected_lines_of_archive */
  SELECT line_number AS number, reason, user_id AS "userId", line FROM rejected_line WHERE archive_id = $1
  ORDER BY line_number`;

/** The first three lines of the archive $1 that are stored of each reason. */
export const SELECT_EXAMPLES = `/* ingest.examples_of_rejected_lines */
  SELECT reason, (array_agg(line ORDER BY line_number))[:3] AS examples
  FROM rejected_line WHERE archive_id = $1 GROUP BY reason`;

/** Lines that were stored more than $1 days ago. */
const DELETE_OLD_REJECTED_LINES = `/* ingest.delete_old_rejected_lines */
  DELETE FROM rejected_line WHERE stored_at < now() - make_interval(days => $1)`;

/** Of archives that hold no events any more, since retention dropped their days. */
export const DELETE_REJECTED_OF_DROPPED = `/* ingest.delete_rejected_of_dropped */
  DELETE FROM rejected_line USING archive WHERE archive.id = archive_id AND state = 'dropped'`;

/** Rejected lines of archives, for some days. */
@Injectable()
export class RejectedLinesRepository implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly upkeep: HourlyUpkeep,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  onModuleInit(): void {
    this.upkeep.add('rejected lines', async () => {
      await this.database.query(DELETE_OLD_REJECTED_LINES, [this.settings.REJECTED_LINES_KEEP_DAYS]);
    });
  }

  /** How many of one archive are stored, at most; null: none. */
  get most(): number | null {
    const { REJECTED_LINES_KEEP_DAYS: days, REJECTED_LINES_MOST: most } = this.settings;
    return days === 0 ? null : most;
  }

  /** Stores the lines of an archive in place of those of its earlier content. */
  async replace(transaction: Transaction, archiveId: number, lines: readonly RejectedLine[]): Promise<void> {
    await transaction.query(DELETE_REJECTED_LINES, [archiveId]);
    if (lines.length === 0) return;
    await transaction.query(INSERT_REJECTED_LINES, [
      archiveId,
      lines.map(({ number }) => number),
      lines.map(({ reason }) => reason),
      lines.map(({ userId }) => userId),
      lines.map(({ line }) => line),
    ]);
  }

  /** In the order of the file. */
  async ofArchive(transaction: Transaction, archiveId: number): Promise<RejectedLine[]> {
    return await transaction.query<RejectedLine>(SELECT_LINES_OF_ARCHIVE, [archiveId]);
  }

  /** Removes lines that have become events. */
  async remove(transaction: Transaction, archiveId: number, numbers: readonly number[]): Promise<void> {
    await transaction.query(DELETE_REPLAYED_LINES, [archiveId, numbers]);
  }
}
