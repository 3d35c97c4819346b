import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

export class ModelVersionParams {
  @ApiProperty({ description: 'Version, counted from 1', example: 3, minimum: 1 })
  @Type(() => Number)
  @IsInt({ message: 'version must be a whole number' })
  @Min(1)
  @Max(2 ** 31 - 1)
  version: number;
}

export class GateDto {
  @ApiProperty({ description: 'Whether the version may go live', example: true })
  accepted: boolean;

  @ApiProperty({
    description: 'One sentence a check',
    example: ['Passed: test ROC AUC 0.9012 against 0.8710 of recency alone.'],
    type: [String],
  })
  reasons: string[];
}

export class ChurnModelDto {
  @ApiProperty({ description: 'Version, counted from 1', example: 3 })
  version: number;

  @ApiProperty({
    description:
      'live: answers requests; ready: passed the gate, not live; refused: failed the gate; ' +
      'retired: only its report and scores are kept',
    enum: ['live', 'ready', 'refused', 'retired'],
    example: 'live',
  })
  state: 'live' | 'ready' | 'refused' | 'retired';

  @ApiProperty({
    description: 'Snapshot date it learned from',
    example: '2017-04-28',
    nullable: true,
    type: String,
  })
  snapshotDate: string | null;

  @ApiProperty({
    description: 'First day of its feature window',
    example: '2017-03-30',
    nullable: true,
    type: String,
  })
  dataFrom: string | null;

  @ApiProperty({
    description: 'Last day of its label window',
    example: '2017-05-12',
    nullable: true,
    type: String,
  })
  dataTo: string | null;

  @ApiProperty({ description: 'Seed of the split by user', example: 42 })
  seed: number;

  @ApiProperty({
    description: 'How it was trained',
    example: { model: 'gradient-boosting', trees: 400, calibration: 'platt', featureDays: 30, labelDays: 14 },
    type: 'object',
    additionalProperties: true,
  })
  parameters: Record<string, unknown>;

  @ApiProperty({
    description:
      'Metrics on training and test users of the chosen model and of every model that was trained, with 95 % intervals ' +
      'and gains over recency; baselines; calibration; curves (only where one version is asked for); slices; ' +
      'importances; top risk factors; the live version on the same users; later days (`outOfTime`); split, windows, holes; `synthetic` and ' +
      '`bestReachable` when the logs are generated',
    example: {
      model: 'gradient-boosting',
      metrics: { test: { rocAuc: 0.9012, prAuc: 0.93, logLoss: 0.36 } },
    },
    type: 'object',
    additionalProperties: true,
  })
  report: Record<string, unknown>;

  @ApiProperty({ description: 'Why it went live or not', type: GateDto })
  gate: GateDto;

  @ApiProperty({
    description: 'Hash of the feature definitions',
    example: '9f2c…',
    nullable: true,
    type: String,
  })
  catalogueHash: string | null;

  @ApiProperty({ description: 'Version of the program that trained it', example: '0.1.0' })
  codeVersion: string;

  @ApiProperty({ description: 'When it was stored', example: '2026-11-24T15:00:00.000Z' })
  createdAt: string;
}

export class ChurnModelsDto {
  @ApiProperty({ description: 'Newest first', type: [ChurnModelDto] })
  models: ChurnModelDto[];
}
