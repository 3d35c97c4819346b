import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { BacktestDto, BacktestParametersDto } from './backtest.dto.js';

/** What a backtest found out; kept, since it takes minutes to find out. */
@Entity('churn_backtest')
export class Backtest {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column('uuid', { nullable: true })
  jobId: string | null;

  @Column('jsonb')
  parameters: BacktestParametersDto;

  @Column('jsonb')
  report: Omit<BacktestDto, 'id' | 'createdAt' | 'parameters'>;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
