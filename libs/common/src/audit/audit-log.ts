import { Inject, Injectable, Logger, Module } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/database.js';
import type { Credential } from '../http/credential.js';
import { SERVICE_NAME } from '../settings/platform-settings.js';

export const AUDIT_OUTCOMES = ['started', 'succeeded', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

export interface AuditedAction {
  /** Method and pattern of the route. */
  readonly action: string;
  readonly by: Pick<Credential, 'id' | 'name' | 'scopes'>;
  readonly parameters: Record<string, unknown>;
  readonly requestId: string | null;
}

interface ActionEnd {
  readonly outcome: Exclude<AuditOutcome, 'started'>;
  readonly status: number | null;
  /** Code of the problem document. */
  readonly problem: string | null;
}

/** $1 to $7: service, action, id, name and scopes of the key, parameters, request id. */
const BEGIN_ENTRY = `/* audit.begin */
  INSERT INTO audit_entry (service, action, key_id, key_name, key_scopes, parameters, request_id)
  VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7) RETURNING id`;

const END_ENTRY = `/* audit.end */
  UPDATE audit_entry SET outcome = $2, status = $3, problem = $4, ended_at = now() WHERE id = $1`;

/** An action whose caller went away may have come to an end before. */
const ABANDON_ENTRY = `/* audit.abandon */
  UPDATE audit_entry SET outcome = 'failed', problem = 'caller_gone', ended_at = now() WHERE id = $1 AND outcome = 'started'`;

const SET_JOB = `/* audit.set-job */ UPDATE audit_entry SET job_id = $2, job_kind = $3 WHERE id = $1`;

/** A job that no action has started. $1 to $4: service, action, job, kind of job. */
const ADD_JOB = `/* audit.add-job */
  INSERT INTO audit_entry (service, action, key_name, outcome, ended_at, job_id, job_kind)
  SELECT $1, $2, $1, 'succeeded', now(), $3, $4
  WHERE NOT EXISTS (SELECT FROM audit_entry WHERE job_id = $3)`;

/**
 * Writes who did what. An entry is started before its action begins, so that none happens without one, and
 * gets its outcome after it: one that stays started is of an action that is under way, or whose process ended
 * amid it.
 */
@Injectable()
export class AuditLog {
  private readonly logger = new Logger('audit');

  constructor(
    private readonly database: Database,
    @Inject(SERVICE_NAME) private readonly service: string,
  ) {}

  /** @returns the entry @throws when it cannot be written; then the action must not begin */
  async begin({ action, by, parameters, requestId }: AuditedAction): Promise<string> {
    const [row] = await this.database.query<{ id: string }>(BEGIN_ENTRY, [
      this.service,
      action,
      by.id,
      by.name,
      by.scopes,
      JSON.stringify(parameters),
      requestId,
    ]);
    return row!.id;
  }

  /** Never throws: what was done is not undone because this cannot be written. */
  async end(entry: string, { outcome, status, problem }: ActionEnd): Promise<void> {
    await this.finish(entry, END_ENTRY, [outcome, status, problem]);
  }

  /** The caller has gone away before the answer. */
  async abandon(entry: string): Promise<void> {
    await this.finish(entry, ABANDON_ENTRY, []);
  }

  /** In the transaction that starts the job. */
  async setJob(transaction: Transaction, entry: string, jobId: string, kind: string): Promise<void> {
    await transaction.query(SET_JOB, [entry, jobId, kind]);
  }

  /** Before a job begins to run: unless an action has started it, it has an entry of its own. */
  async addJob(jobId: string, kind: string): Promise<void> {
    await this.database.query(ADD_JOB, [this.service, `job ${kind}`, jobId, kind]);
  }

  private async finish(entry: string, statement: string, values: unknown[]): Promise<void> {
    await this.database.query(statement, [entry, ...values]).catch((error: unknown) => {
      this.logger.warn(`How the action of entry ${entry} ended could not be written: ${String(error)}`);
    });
  }
}

/** Who did what, written by every service; the ingest service shows it. */
@Module({ providers: [AuditLog], exports: [AuditLog] })
export class AuditModule {}
