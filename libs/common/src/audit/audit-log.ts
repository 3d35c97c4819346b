import { Logger } from '@nestjs/common';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database, Transaction } from '../database/database.js';
import type { Credential } from '../http/credential.js';
import { ABANDON_ENTRY, ADD_JOB, BEGIN_ENTRY, END_ENTRY, SET_JOB } from './audit.sql.js';

export const AUDIT_OUTCOMES = ['started', 'succeeded', 'replayed', 'refused', 'failed'] as const;
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

/**
 * Writes who did what. An entry is started before its action begins, so that none happens without one, and
 * gets its outcome after it: one that stays started is of an action that is under way, or whose process ended
 * amid it.
 */
export class AuditLog {
  private readonly logger = new Logger('audit');

  constructor(
    private readonly database: Database,
    private readonly service: string,
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

const actions = new AsyncLocalStorage<string>();

/** Runs `work`, and all that it starts, as part of the action of that audit entry. */
export function inAction(entry: string, work: () => void): void {
  actions.run(entry, work);
}

/** The audit entry of the action that is being carried out; null outside of actions. */
export function currentAction(): string | null {
  return actions.getStore() ?? null;
}
