import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { Database } from '../database/database.js';

type Check = () => Promise<HealthIndicatorResult>;

/** What a service must have before it can answer. Features add their own checks. */
@Injectable()
export class ReadinessChecks {
  private readonly checks: Check[] = [];

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
    try {
      await this.database.query('/* health.ready */ SELECT 1');
      return session.up();
    } catch {
      return session.down({ message: 'The database cannot be reached.' });
    }
  }

  private async schemaIsCurrent(): Promise<HealthIndicatorResult> {
    const session = this.indicators.check('schema');
    try {
      await this.database.query('/* health.schema */ SELECT 1 FROM model_version, job_queue.version LIMIT 1');
      return session.up();
    } catch {
      return session.down({ message: 'The schema is missing or old: run the migrations.' });
    }
  }
}
