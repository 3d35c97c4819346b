import { Cursors, Database, HourlyUpkeep, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { IngestSettings } from '../ingest.settings.js';
import type { AuditEntryDto, AuditPageDto, AuditQuery } from './audit.dto.js';
import { DELETE_OLD, KEEP_JOB_ENDS, SELECT_ENTRIES } from './audit.sql.js';

const LIST = 'audit';
const DELETED_AT_ONCE = 10_000;

/** What was done by admin keys, in every service. */
@Injectable()
export class AuditEntries implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly upkeep: HourlyUpkeep,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  onModuleInit(): void {
    this.upkeep.add('old entries of the audit', async () => {
      // How jobs ended is stored before the queue deletes them.
      await this.database.query(KEEP_JOB_ENDS);
      await this.deleteOlderThan(this.settings.AUDIT_KEEP_DAYS);
    });
  }

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

  private async deleteOlderThan(days: number): Promise<void> {
    for (;;) {
      const [row] = await this.database.query<{ count: number }>(DELETE_OLD, [days, DELETED_AT_ONCE]);
      if (row!.count < DELETED_AT_ONCE) return;
    }
  }
}
