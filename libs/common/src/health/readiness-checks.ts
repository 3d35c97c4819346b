import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { Database } from '../database/database.js';
import { inTime } from '../database/in-time.js';

/** Whoever probes gives up after a few seconds, and then it cannot tell a late answer from none. */
const WAIT_MS = 3_000;
/** Of a node that is lost without a word nothing is heard for half a minute. */
const WAIT_FOR_WORKERS_MS = 1_000;
const SILENT = ['one that does not answer in time'];

/** What the database is like; null: it does not say. */
type DatabaseState = { readonly isMigrated: boolean; readonly isCluster: boolean } | null;

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
  private asking: Promise<DatabaseState> | null = null;
  private askingWorkers: Promise<string[]> | null = null;

  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly database: Database,
  ) {
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
    const state = await this.state();
    if (state === null)
      return session.down({ message: 'The database cannot be reached, or does not answer in time.' });
    const lost = state.isCluster ? await this.lostWorkers() : [];
    if (lost.length === 0) return session.up();
    // Ready all the same: users whose rows are elsewhere are answered.
    return session.up({
      message: `Nodes of the database cannot be reached: ${lost.join(', ')}. What needs their rows is answered by 503.`,
    });
  }

  private async schemaIsCurrent(): Promise<HealthIndicatorResult> {
    const session = this.indicators.check('schema');
    return (await this.state())?.isMigrated === true
      ? session.up()
      : session.down({ message: 'The schema is not known, or it is missing or old: run the migrations.' });
  }

  /** One question at a time, whoever probes: while the database hangs, each would take a connection of the pool. */
  private async state(): Promise<DatabaseState> {
    this.asking ??= this.ask().finally(() => (this.asking = null));
    return await inTime(this.asking, WAIT_MS, () => null);
  }

  private async ask(): Promise<DatabaseState> {
    try {
      const [state] = await this.database.query<NonNullable<DatabaseState>>(SELECT_STATE);
      return state!;
    } catch {
      return null;
    }
  }

  private async lostWorkers(): Promise<string[]> {
    this.askingWorkers ??= this.askForLostWorkers().finally(() => (this.askingWorkers = null));
    return await inTime(this.askingWorkers, WAIT_FOR_WORKERS_MS, () => SILENT);
  }

  private async askForLostWorkers(): Promise<string[]> {
    try {
      const lost = await this.database.query<{ worker: string }>(SELECT_LOST_WORKERS);
      return lost.map(({ worker }) => worker);
    } catch {
      return SILENT;
    }
  }
}
