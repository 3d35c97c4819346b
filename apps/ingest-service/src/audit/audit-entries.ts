import { Cursors, Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { AuditEntryDto, AuditPageDto, AuditQuery } from './audit.dto.js';
import { DELETE_OLD, KEEP_JOB_ENDS, SELECT_ENTRIES } from './audit.sql.js';

const LIST = 'audit';
const DELETED_AT_ONCE = 10_000;

/** What was done by admin keys, in every service. */
@Injectable()
export class AuditEntries {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  async page(query: AuditQuery): Promise<AuditPageDto> {
    const { key = null, action = null, outcome = null, from = null, to = null } = query;
    const { rows, nextCursor } = await this.cursors.page<string, AuditEntryDto>(
      LIST,
      query,
      (before, count) =>
        this.database.query<AuditEntryDto>(SELECT_ENTRIES, [before, key, action, outcome, from, to, count]),
      ({ id }) => id,
    );
    return { entries: rows, nextCursor };
  }

  /** Stores how jobs ended, before the queue deletes them. */
  async keepJobEnds(): Promise<void> {
    await this.database.query(KEEP_JOB_ENDS);
  }

  async deleteOlderThan(days: number): Promise<void> {
    for (;;) {
      const [row] = await this.database.query<{ count: number }>(DELETE_OLD, [days, DELETED_AT_ONCE]);
      if (row!.count < DELETED_AT_ONCE) return;
    }
  }
}
