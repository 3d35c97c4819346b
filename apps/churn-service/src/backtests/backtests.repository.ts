import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { Hole } from '../dataset/holes.js';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import { INSERT_BACKTEST, SELECT_BACKTESTS } from './backtests.sql.js';
import type { BacktestMeasures } from './measure-backtest.js';

export interface BacktestParameters extends ChurnDefinition {
  readonly seed: number;
  readonly resamples: number;
}

export interface BacktestReport extends BacktestMeasures {
  /** True: the logs are generated. */
  readonly synthetic: boolean;
  /** Days of kinds that were not loaded: a hole is not behaviour. */
  readonly holes: readonly Hole[];
}

export interface KeptBacktest {
  readonly id: number;
  readonly parameters: BacktestParameters;
  readonly report: BacktestReport;
  readonly createdAt: Date;
}

/** Keeps the results of backtests. */
@Injectable()
export class BacktestsRepository {
  constructor(private readonly database: Database) {}

  async insert(jobId: string, parameters: BacktestParameters, report: BacktestReport): Promise<number> {
    const rows = await this.database.query<{ id: number }>(INSERT_BACKTEST, [
      jobId,
      JSON.stringify(parameters),
      JSON.stringify(report),
    ]);
    return rows[0]!.id;
  }

  /** Newest first. */
  async list(limit: number): Promise<KeptBacktest[]> {
    return await this.database.query(SELECT_BACKTESTS, [limit]);
  }
}
