import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

export class RecommenderVersionParams {
  @ApiProperty({ description: 'Version, counted from 1', example: 3, minimum: 1 })
  @Type(() => Number)
  @IsInt({ message: 'version must be a whole number' })
  @Min(1)
  @Max(2_147_483_647)
  version: number;
}

export class GateDecisionDto {
  @ApiProperty({ description: 'Whether the version may be served', example: true })
  accepted: boolean;

  @ApiProperty({
    description: 'One sentence for each check',
    example: ['NDCG@20 0.0712 is above the 0.0493 of popularity on 3000 users.'],
    type: [String],
  })
  reasons: string[];
}

export class RecommenderVersionDto {
  @ApiProperty({ description: 'Version, counted from 1', example: 3 })
  version: number;

  @ApiProperty({
    description:
      'live: served now. ready: may be served. refused: did not pass the gate. retired: only its report is kept',
    enum: ['live', 'ready', 'refused', 'retired'],
    example: 'live',
  })
  state: string;

  @ApiProperty({ description: 'When it was stored', example: '2026-11-24T15:00:00.000Z' })
  createdAt: string;

  @ApiProperty({
    description: 'First day it learned from',
    example: '2017-03-30',
    nullable: true,
    type: String,
  })
  dataFrom: string | null;

  @ApiProperty({
    description: 'Last day it learned from',
    example: '2017-05-12',
    nullable: true,
    type: String,
  })
  dataTo: string | null;

  @ApiProperty({ description: 'Seed of everything random in it', example: 42 })
  seed: number;

  @ApiProperty({
    description: 'Settings it was trained with',
    example: { factors: 32, iterations: 10, alpha: 10, regularization: 1 },
    type: 'object',
    additionalProperties: true,
  })
  parameters: Record<string, unknown>;

  @ApiProperty({
    description:
      'synthetic: whether the logs were generated. readAt: events received later are not in it. data: window and sizes. evaluation: on the held-out days, by a fit that never ' +
      'saw them, for als, popularity, item neighbours and the version that was live: Recall, NDCG, MAP, hit rate, coverage and ' +
      'novelty at 10, 20 and 100, expected percentile, 95 % intervals, by activity of users and popularity of songs. ' +
      'fits: iterations, losses and a hash of the vectors. seconds: by step',
    example: {
      synthetic: false,
      data: {
        from: '2017-03-30',
        cut: '2017-05-05',
        to: '2017-05-12',
        heldOutDays: 7,
        users: 18204,
        songs: 23110,
      },
      evaluation: {
        als: { k: 20, users: 3000, recall: 0.094, ndcg: 0.0712, map: 0.031, hitRate: 0.42 },
        popularity: { k: 20, users: 3000, recall: 0.071, ndcg: 0.0493, map: 0.019, hitRate: 0.36 },
        aheadOf: { popularity: { value: 0.0219, low: 0.0181, high: 0.0256 } },
      },
    },
    type: 'object',
    additionalProperties: true,
  })
  report: Record<string, unknown>;

  @ApiProperty({ type: GateDecisionDto })
  gate: GateDecisionDto;

  @ApiProperty({ description: 'Version of the program that trained it', example: '0.1.0' })
  codeVersion: string;
}

export class RecommenderVersionsDto {
  @ApiProperty({ description: 'Newest first', type: [RecommenderVersionDto] })
  models: RecommenderVersionDto[];
}
