import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { AskedDefinition } from '../dataset/churn-definition.js';
import type { Hole } from '../dataset/holes.js';
import type { BacktestMeasures } from './measure-backtest.js';

interface BacktestParameters extends AskedDefinition {
  readonly seed: number;
  readonly resamples: number;
}

interface BacktestReport extends BacktestMeasures {
  /** True: the logs are generated. */
  readonly synthetic: boolean;
  /** Snapshot dates that were not scored: days of a label window are not complete. */
  readonly omittedOrigins: readonly string[];
  /** Days of kinds that were not loaded: a hole is not behaviour. */
  readonly holes: readonly Hole[];
}

/** What a backtest found out; kept, since it takes minutes to find out. */
@Entity('churn_backtest')
export class Backtest {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column('uuid', { nullable: true })
  jobId: string | null;

  @Column('jsonb')
  parameters: BacktestParameters;

  @Column('jsonb')
  report: BacktestReport;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
