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

/** Lines of the archive $1 that are stored, in the order of the file. */
export const SELECT_EXAMPLES = `/* ingest.examples_of_rejected_lines */
  SELECT reason, line_number AS line, line AS text FROM rejected_line WHERE archive_id = $1 ORDER BY line_number`;

/** Lines that were stored more than $1 days ago. */
const DELETE_OLD_REJECTED_LINES = `/* ingest.delete_old_rejected_lines */
  DELETE FROM rejected_line WHERE stored_at < now() - make_interval(days => $1)`;

/** Of archives that hold no events any more, since retention dropped their days. */
export const DELETE_REJECTED_OF_DROPPED = `/* ingest.delete_rejected_of_dropped */
  DELETE FROM rejected_line USING archive WHERE archive.id = archive_id AND state = 'dropped'`;

/** Examples of the rejected lines of archives, for some days. */
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

  get areStored(): boolean {
    return this.settings.REJECTED_LINES_KEEP_DAYS > 0;
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
}
