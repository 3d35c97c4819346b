import type { Transaction } from '#common';
import { Database, HourlyUpkeep, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { RejectedLine } from '../formats/rejected-lines.js';
import type { IngestSettings } from '../ingest.settings.js';
import {
  DELETE_OLD_REJECTED_LINES,
  DELETE_REJECTED_LINES,
  DELETE_REPLAYED_LINES,
  INSERT_REJECTED_LINES,
  SELECT_LINES_OF_ARCHIVE,
} from './rejected-lines.sql.js';

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
