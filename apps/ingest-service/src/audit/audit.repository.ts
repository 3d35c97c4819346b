import { Database } from '#common';
import type { AuditOutcome, Scope } from '#common';
import { Injectable } from '@nestjs/common';
import { DELETE_OLD, KEEP_JOB_ENDS, SELECT_ENTRIES } from './audit.sql.js';

export interface EntryRow {
  id: string;
  startedAt: Date;
  endedAt: Date | null;
  service: string;
  action: string;
  keyName: string;
  keyScopes: Scope[];
  parameters: Record<string, unknown>;
  requestId: string | null;
  outcome: AuditOutcome;
  status: number | null;
  problem: string | null;
  jobId: string | null;
  jobKind: string | null;
  jobState: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | null;
  jobEndedAt: Date | null;
}

/** Which entries; null: any. */
export interface EntryFilter {
  key: string | null;
  action: string | null;
  outcome: AuditOutcome | null;
  from: string | null;
  to: string | null;
}

const DELETED_AT_ONCE = 10_000;

@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  /** At most `limit` entries older than the entry `before`, the newest first. */
  async page(before: string | null, filter: EntryFilter, limit: number): Promise<EntryRow[]> {
    const { key, action, outcome, from, to } = filter;
    return await this.database.query<EntryRow>(SELECT_ENTRIES, [
      before,
      key,
      action,
      outcome,
      from,
      to,
      limit,
    ]);
  }

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
