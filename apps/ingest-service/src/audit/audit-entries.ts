import { Cursors, Database, HourlyUpkeep, JOB_STATE, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { IngestSettings } from '../ingest.settings.js';
import type { AuditEntryDto, AuditPageDto, AuditQuery } from './audit.dto.js';

/**
 * At most $7 entries older than the entry $1, the newest first: of the key $2, the action $3 and the outcome
 * $4, from the time $5 to before $6; each null for any.
 */
const SELECT_ENTRIES = `/* audit.page */
  SELECT e.id, e.started_at AS "startedAt", e.ended_at AS "endedAt", e.service, e.action, e.key_name AS key,
    e.key_scopes AS "keyScopes", e.parameters, e.request_id AS "requestId", e.outcome, e.status, e.problem,
    e.job_id AS "jobId", e.job_kind AS "jobKind", coalesce(e.job_state, ${JOB_STATE}) AS "jobState",
    coalesce(e.job_ended_at, j.completed_on) AS "jobEndedAt"
  FROM audit_entry e LEFT JOIN job_queue.job j ON e.job_state IS NULL AND j.name = e.job_kind AND j.id = e.job_id
  WHERE ($1::bigint IS NULL OR e.id < $1) AND ($2::text IS NULL OR e.key_name = $2) AND ($3::text IS NULL OR e.action = $3)
    AND ($4::text IS NULL OR e.outcome = $4) AND ($5::timestamptz IS NULL OR e.started_at >= $5)
    AND ($6::timestamptz IS NULL OR e.started_at < $6)
  ORDER BY e.id DESC LIMIT $7`;

/** Before the queue forgets them. */
const KEEP_JOB_ENDS = `/* audit.keep-job-ends */
  UPDATE audit_entry e SET job_state = ${JOB_STATE}, job_ended_at = j.completed_on
  FROM job_queue.job j
  WHERE e.job_id IS NOT NULL AND e.job_state IS NULL AND j.name = e.job_kind AND j.id = e.job_id
    AND j.state IN ('completed', 'failed', 'cancelled')`;

/** Entries older than $1 days. */
const DELETE_OLD = `/* audit.delete-old */
  DELETE FROM audit_entry WHERE started_at < now() - make_interval(days => $1)`;

/** Counts of requests of keys, from more than $1 days ago. */
const DELETE_OLD_REQUESTS = `/* audit.delete-old-requests */ DELETE FROM api_key_request WHERE day < now()::date - $1::int`;

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
      for (const statement of [DELETE_OLD, DELETE_OLD_REQUESTS])
        await this.database.query(statement, [this.settings.AUDIT_KEEP_DAYS]);
    });
  }

  async page(query: AuditQuery): Promise<AuditPageDto> {
    const { key = null, action = null, outcome = null, from = null, to = null } = query;
    const { rows, nextCursor } = await this.cursors.page<string, AuditEntryDto>(
      'audit',
      query,
      (before, count) =>
        this.database.query<AuditEntryDto>(SELECT_ENTRIES, [before, key, action, outcome, from, to, count]),
      ({ id }) => id,
    );
    return { entries: rows, nextCursor };
  }
}
