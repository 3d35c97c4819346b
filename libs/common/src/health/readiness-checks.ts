import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { Database } from '../database/database.js';
import { inTime } from '../database/in-time.js';

/** Whoever probes gives up after a few seconds, and then it cannot tell a late answer from none. */
const WAIT_MS = 3_000;
const MISSING_TABLE = /^(42P01|3F000)$/;

type SchemaState = 'current' | 'old' | 'unknown';
type Check = () => Promise<HealthIndicatorResult>;

/** What a service must have before it can answer. Features add their own checks. */
@Injectable()
export class ReadinessChecks {
  private readonly checks: Check[] = [];
  private asking: Promise<SchemaState> | null = null;

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
    return (await this.schemaState()) === 'unknown'
      ? session.down({ message: 'The database cannot be reached, or does not answer in time.' })
      : session.up();
  }

  private async schemaIsCurrent(): Promise<HealthIndicatorResult> {
    const session = this.indicators.check('schema');
    return (await this.schemaState()) === 'current'
      ? session.up()
      : session.down({ message: 'The schema is not known, or it is missing or old: run the migrations.' });
  }

  /** One question at a time, whoever probes: while the database hangs, each would take a connection of the pool. */
  private async schemaState(): Promise<SchemaState> {
    this.asking ??= this.askForSchema().finally(() => (this.asking = null));
    return await inTime(this.asking, WAIT_MS, () => 'unknown');
  }

  private async askForSchema(): Promise<SchemaState> {
    try {
      await this.database.query('/* health.schema */ SELECT 1 FROM model_version, job_queue.version LIMIT 1');
      return 'current';
    } catch (error) {
      return MISSING_TABLE.test(String((error as { code?: unknown }).code)) ? 'old' : 'unknown';
    }
  }
}
