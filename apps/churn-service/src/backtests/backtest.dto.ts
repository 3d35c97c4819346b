import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

export class BacktestBody {
  @ApiPropertyOptional({ description: 'Feature window in days; default is the setting', example: 14 })
  @IsOptional()
  @IsInt()
  @Min(2)
  @Max(365)
  featureDays?: number;

  @ApiPropertyOptional({
    description: 'Label window in days, also the distance of origins; default is the setting',
    example: 7,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(90)
  labelDays?: number;

  @ApiPropertyOptional({ description: 'Origins at most, the newest ones', default: 12, example: 12 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(52)
  origins?: number;

  @ApiPropertyOptional({ description: 'Resamples of the bootstrap', default: 500, example: 500 })
  @IsOptional()
  @IsInt()
  @Min(50)
  @Max(5000)
  resamples?: number;
}

export class IntervalDto {
  @ApiProperty({ description: 'The measure itself', example: 0.902 })
  value: number;

  @ApiProperty({ description: 'Lower end of the 95 % interval', example: 0.896 })
  low: number;

  @ApiProperty({ description: 'Upper end of the 95 % interval', example: 0.908 })
  high: number;

  @ApiProperty({ description: 'Standard error', example: 0.003 })
  standardError: number;
}

export class BacktestOriginDto {
  @ApiProperty({ description: 'Snapshot date that was predicted', example: '2017-05-05' })
  scored: string;

  @ApiProperty({
    description: 'Snapshot date that was learned from: the newest whose label window had closed by then',
    example: '2017-04-28',
  })
  trained: string;

  @ApiProperty({ description: 'Users learned from', example: 15890 })
  trainedUsers: number;

  @ApiProperty({ description: 'Users predicted', example: 16012 })
  users: number;

  @ApiProperty({ description: 'Share of them who churned', example: 0.36 })
  churnRate: number;

  @ApiProperty({ description: 'Area under the ROC curve', example: 0.901 })
  rocAuc: number;

  @ApiProperty({ description: 'Area under the precision-recall curve', example: 0.848 })
  prAuc: number;

  @ApiProperty({ description: 'Mean squared error of the probability', example: 0.118 })
  brier: number;

  @ApiProperty({ description: 'Mean negative log-likelihood, in nats', example: 0.372 })
  logLoss: number;

  @ApiProperty({
    description: 'ROC AUC of ranking the same users by days since the last event',
    example: 0.889,
  })
  recencyRocAuc: number;

  @ApiProperty({
    description: 'Brier score of saying the churn rate of the users learned from, of everybody',
    example: 0.231,
  })
  baseRateBrier: number;
}

export class PooledDto {
  @ApiProperty({ description: 'Predictions over all origins', example: 48021 })
  rows: number;

  @ApiProperty({ description: 'Users among them; they are what is resampled', example: 18233 })
  users: number;

  @ApiProperty({ description: 'Resamples of the bootstrap', example: 500 })
  resamples: number;

  @ApiProperty({ type: IntervalDto })
  rocAuc: IntervalDto;

  @ApiProperty({ type: IntervalDto })
  prAuc: IntervalDto;

  @ApiProperty({ type: IntervalDto })
  brier: IntervalDto;

  @ApiProperty({ type: IntervalDto })
  logLoss: IntervalDto;

  @ApiProperty({ type: IntervalDto })
  recencyRocAuc: IntervalDto;

  @ApiProperty({ description: 'ROC AUC minus that of recency, on the same resamples', type: IntervalDto })
  gainOverRecency: IntervalDto;
}

export class HoleDto {
  @ApiProperty({ description: 'Day', example: '2017-04-09' })
  day: string;

  @ApiProperty({ description: 'Kind of archive of which nothing was loaded', example: 'download' })
  kind: string;
}

export class BacktestDto {
  @ApiProperty({ description: 'Number of the backtest', example: 2 })
  id: number;

  @ApiProperty({ description: 'When it was done', example: '2026-11-24T15:00:00.000Z' })
  createdAt: string;

  @ApiProperty({ description: 'True when the loaded logs are generated sample logs', example: true })
  synthetic: boolean;

  @ApiProperty({
    description: 'Windows, definition of churn, seed',
    example: { featureDays: 14, labelDays: 7, seed: 42 },
    type: 'object',
    additionalProperties: true,
  })
  parameters: Record<string, unknown>;

  @ApiProperty({ description: 'Oldest first', type: [BacktestOriginDto] })
  origins: BacktestOriginDto[];

  @ApiProperty({ description: 'All origins together', type: PooledDto })
  pooled: PooledDto;

  @ApiProperty({ description: 'Days of kinds that were not loaded', type: [HoleDto] })
  holes: HoleDto[];
}

export class BacktestsDto {
  @ApiProperty({ description: 'Newest first', type: [BacktestDto] })
  backtests: BacktestDto[];
}
