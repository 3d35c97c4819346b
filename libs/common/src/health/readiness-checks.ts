import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { Database } from '../database/database.js';
import { SharedQuestion } from '../database/shared-question.js';

/** A probe gives up after a few seconds, and then it cannot distinguish a late answer from none. */
const STATE = { waitMs: 3_000 };
/** A node whose host is gone may take half a minute to be noticed. */
const WORKERS = { waitMs: 1_000 };
const SILENT = ['one that does not answer in time'];

interface DatabaseState {
  readonly isMigrated: boolean;
  readonly isCluster: boolean;
}

const SELECT_STATE = `/* health.database */
  SELECT to_regclass('model_version') IS NOT NULL AND to_regclass('job_queue.version') IS NOT NULL AS "isMigrated",
    to_regproc('run_command_on_workers') IS NOT NULL AS "isCluster"`;
/** Of a cluster of Citus. */
const SELECT_LOST_WORKERS = `/* health.lost_workers */
  SELECT nodename || ':' || nodeport AS worker FROM run_command_on_workers('SELECT 1') WHERE NOT success ORDER BY 1`;

type Check = () => Promise<HealthIndicatorResult>;

/** What a service must have before it can answer. Features add their own checks. */
@Injectable()
export class ReadinessChecks {
  private readonly checks: Check[] = [];
  private readonly state: SharedQuestion<DatabaseState>;
  private readonly lostWorkers: SharedQuestion<string[]>;

  constructor(
    private readonly indicators: HealthIndicatorService,
    database: Database,
  ) {
    this.state = new SharedQuestion(
      async () => (await database.query<DatabaseState>(SELECT_STATE))[0]!,
      STATE,
    );
    this.lostWorkers = new SharedQuestion(
      async () => (await database.query<{ worker: string }>(SELECT_LOST_WORKERS)).map(({ worker }) => worker),
      WORKERS,
    );
    this.checks.push(
      () => this.databaseAnswers(),
      () => this.schemaIsCurrent(),
    );
  }

  all(): Check[] {
    return this.checks;
  }

  /** Adds facts to the readiness answer, for instance which model version is served; never makes it fail. */
  addInformation(name: string, facts: () => Record<string, unknown>): void {
    this.checks.push(() => Promise.resolve(this.indicators.check(name).up(facts())));
  }

  private async databaseAnswers(): Promise<HealthIndicatorResult> {
    const session = this.indicators.check('database');
    const state = await this.state.get();
    if (state === null)
      return session.down({ message: 'The database cannot be reached, or does not answer in time.' });
    const lost = state.isCluster ? ((await this.lostWorkers.get()) ?? SILENT) : [];
    if (lost.length === 0) return session.up();
    // Ready all the same: users whose rows are elsewhere are answered.
    return session.up({
      message: `Nodes of the database cannot be reached: ${lost.join(', ')}. What needs their rows is answered by 503.`,
    });
  }

  private async schemaIsCurrent(): Promise<HealthIndicatorResult> {
    const session = this.indicators.check('schema');
    return (await this.state.get())?.isMigrated === true
      ? session.up()
      : session.down({ message: 'The schema is not known, or it is missing or old: run the migrations.' });
  }
}
