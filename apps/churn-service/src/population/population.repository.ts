import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { EventKind } from '../event-kinds.js';
import type { Calendar, Step } from './calendar.js';
import { cohortsSql, lifecycleSql } from './population.sql.js';

/** What users did in one period; without a period, what had happened before the first. */
export interface PeriodFlows {
  readonly period: string | null;
  /** Active in it. */
  readonly users: number;
  readonly fresh: number;
  readonly resurrected: number;
  /** Became dormant in it. */
  readonly went: number;
}

/** Users of one cohort who were active `age` weeks after its own. */
export interface CohortCell {
  readonly week: string;
  readonly age: number;
  readonly users: number;
}

/** Longer than a request may: it reads every day that is loaded. */
const TIMEOUT_MS = 60_000;

/** Follows users through their days, all of them in one statement. */
@Injectable()
export class PopulationRepository {
  constructor(private readonly database: Database) {}

  async lifecycle(
    kinds: readonly EventKind[],
    { step, from, to, dormantAfterDays }: { step: Step; from: string; to: string; dormantAfterDays: number },
    { days, numbers, isWhole }: Calendar,
  ): Promise<PeriodFlows[]> {
    return await this.read<PeriodFlows>(lifecycleSql(kinds), [
      to,
      from,
      dormantAfterDays,
      step,
      days,
      numbers,
      isWhole,
    ]);
  }

  /** By week and age. */
  async cohorts(kinds: readonly EventKind[], from: string, to: string): Promise<CohortCell[]> {
    return await this.read<CohortCell>(cohortsSql(kinds), [to, from]);
  }

  private async read<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return await this.database.transaction((transaction) => transaction.query<Row>(sql, parameters), {
      statementTimeoutMs: TIMEOUT_MS,
    });
  }
}
