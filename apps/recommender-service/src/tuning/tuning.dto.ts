import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';

export class TuneRequestDto {
  @ApiPropertyOptional({ description: 'Most fits to try', minimum: 2, maximum: 200, default: 24 })
  @IsOptional()
  @IsInt()
  @Min(2)
  @Max(200)
  trials: number = 24;

  @ApiPropertyOptional({
    description: 'Longest vectors to try; those of the present length are tried whatever it says',
    minimum: 1,
    maximum: 512,
    default: 128,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(512)
  mostFactors: number = 128;

  @ApiPropertyOptional({
    description:
      'Whether the next retrain follows what was found, where it was better than the present parameters',
    default: true,
  })
  @IsOptional()
  @IsBoolean()
  accept: boolean = true;
}

export class TuningParams {
  @ApiProperty({ description: 'Number of the tuning', example: 2, minimum: 1 })
  @Type(() => Number)
  @IsInt({ message: 'id must be a whole number' })
  @Min(1)
  @Max(2_147_483_647)
  id: number;
}

export class AcceptTuningDto {
  @ApiProperty({
    description: 'false: retrains follow an earlier accepted tuning, or the settings',
    example: true,
  })
  @IsBoolean()
  accepted: boolean;
}

export class TunedParametersDto {
  @ApiProperty({ description: 'Length of a vector', example: 64 })
  factors: number;

  @ApiProperty({ description: 'Confidence is 1 + alpha w', example: 3 })
  alpha: number;

  @ApiProperty({ description: 'Strength of the regularisation', example: 10 })
  regularization: number;

  @ApiProperty({ description: '0: all vectors alike; 1: in proportion to frequency', example: 0.5 })
  frequencyExponent: number;

  @ApiProperty({ description: 'Days after which an event weighs half; 0: age does not matter', example: 30 })
  halfLifeDays: number;
}

export class TuningDto {
  @ApiProperty({ description: 'Number of the tuning', example: 2 })
  id: number;

  @ApiProperty({ description: 'First day of the events', example: '2017-03-30' })
  dataFrom: string;

  @ApiProperty({ description: 'Last day that trials were fitted on', example: '2017-04-28' })
  cut: string;

  @ApiProperty({
    description: 'Last day that judged them; the days a version is judged by come later and were not read',
    example: '2017-05-05',
  })
  dataTo: string;

  @ApiProperty({ description: 'The parameters it began with', type: TunedParametersDto })
  start: TunedParametersDto;

  @ApiProperty({ description: 'The best it found', type: TunedParametersDto })
  best: TunedParametersDto;

  @ApiProperty({
    description:
      'NDCG@20 and Recall@20 of every trial, and of popularity and item neighbours on the same days',
    example: {
      trials: [{ parameters: { factors: 32, alpha: 3 }, ndcg: 0.0712, recall: 0.094 }],
      evaluatedUsers: 2000,
    },
    type: 'object',
    additionalProperties: true,
  })
  report: Record<string, unknown>;

  @ApiProperty({
    description: 'Whether retrains may follow it; the newest accepted one decides',
    example: true,
  })
  accepted: boolean;

  @ApiProperty({ description: 'When it was stored', example: '2026-11-24T15:00:00.000Z' })
  createdAt: string;
}

export class TuningsDto {
  @ApiProperty({ description: 'Newest first', type: [TuningDto] })
  tunings: TuningDto[];
}
