import { Database, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { ChurnSettings } from '../churn.settings.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import { oneInOf } from '../dataset/sampled-users.sql.js';
import type { Calendar } from './calendar.js';
import { cohortCellsSql, lifecycleFlowsSql, SELECT_USERS_MARK } from './population.sql.js';
import type { PopulationSql } from './population.sql.js';

/** Users of one cohort who were active `age` weeks after its own. */
export interface CohortCell {
  readonly week: string;
  readonly age: number;
  readonly users: number;
}

/** What users did in one period, by its place; -1: before the first one. */
export interface PeriodFlows {
  readonly period: number;
  /** Active in it. */
  readonly users: number;
  readonly fresh: number;
  readonly resurrected: number;
  /** Became dormant in it. */
  readonly went: number;
}

/** Counts by one in so many users: estimates where that is not 1. */
export interface Counted<Row> {
  readonly rows: readonly Row[];
  readonly oneIn: number;
}

/** Longer than a request may: every day that is loaded is read. */
const TIMEOUT_MS = 60_000;

/**
 * Counts users by their active days in PostgreSQL, of many millions a sample. Equal questions are answered
 * from the counts before until something of these days is loaded, replaced or dropped, or users were erased,
 * excluded or included.
 */
@Injectable()
export class PopulationRepository {
  /** What was asked last of each kind, or is being asked: all who ask it get the same. */
  private readonly known = new Map<
    PopulationSql,
    { readonly key: string; readonly counted: Promise<Counted<unknown>> }
  >();

  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly database: Database,
    private readonly loaded: LoadedDaysRepository,
  ) {}

  /** @param from the Monday of the first week */
  async cohorts({ days }: Calendar, from: string): Promise<Counted<CohortCell>> {
    return await this.count(cohortCellsSql, days, [from]);
  }

  /** @param dormantAfterDays complete days without an event */
  async lifecycle(
    { days, numbers, isWhole }: Calendar,
    { from, periodDays, dormantAfterDays }: { from: string; periodDays: number; dormantAfterDays: number },
  ): Promise<Counted<PeriodFlows>> {
    const before = numbers.map((number, k) => number - Number(isWhole[k]));
    const whole = days.filter((_, k) => isWhole[k]);
    return await this.count(lifecycleFlowsSql, days, [
      from,
      periodDays,
      numbers,
      before,
      whole,
      dormantAfterDays,
    ]);
  }

  private async count<Row>(
    sql: PopulationSql,
    days: readonly string[],
    asked: readonly unknown[],
  ): Promise<Counted<Row>> {
    const span = [days[0]!, days.at(-1)!] as const;
    // Before the days are read: counts that a load in between makes outdated are never taken for fresh.
    const [users] = await this.database.query<{ mark: string }>(SELECT_USERS_MARK);
    const { mark } = await this.loaded.loads(...span);
    const key = JSON.stringify([span, asked, users!.mark, mark]);
    if (this.known.get(sql)?.key !== key) {
      const counted = this.database.transaction(
        async (transaction) => {
          const oneIn = await oneInOf(transaction, span);
          const text = sql(this.settings.CHURN_ACTIVITY_KINDS, oneIn);
          return { rows: await transaction.query(text, [...span, ...asked]), oneIn };
        },
        { statementTimeoutMs: TIMEOUT_MS },
      );
      this.known.set(sql, { key, counted });
    }
    const asking = this.known.get(sql)!;
    try {
      return (await asking.counted) as Counted<Row>;
    } catch (error) {
      if (this.known.get(sql) === asking) this.known.delete(sql);
      throw error;
    }
  }
}
