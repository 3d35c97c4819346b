import { IsCalendarDay } from '#common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';

const VERDICTS = ['noise', 'small', 'shifted', 'strongly shifted'] as const;

export class DriftQuery {
  @ApiPropertyOptional({
    description: 'Earlier snapshot date; default is the one the live version learned from',
    example: '2017-04-28',
  })
  @IsOptional()
  @IsCalendarDay()
  from?: string;

  @ApiPropertyOptional({
    description: 'Later snapshot date; default is the newest complete day',
    example: '2017-05-12',
  })
  @IsOptional()
  @IsCalendarDay()
  to?: string;
}

export class NoiseBandDto {
  @ApiProperty({ description: 'Mean of the index when nothing has changed', example: 0.0003 })
  mean: number;

  @ApiProperty({ description: 'Exceeded once in twenty times when nothing has changed', example: 0.0006 })
  percentile95: number;

  @ApiProperty({ description: 'Exceeded once in a thousand times when nothing has changed', example: 0.001 })
  percentile999: number;
}

export class StabilityDto {
  @ApiProperty({ description: 'Population stability index; 0 is no change', example: 0.012 })
  psi: number;

  @ApiProperty({ description: 'What chance alone shows with so many users', type: NoiseBandDto })
  noise: NoiseBandDto;

  @ApiProperty({
    description:
      'noise: within the band; small: real, below 0.1; shifted: 0.1 to 0.25; strongly shifted: above',
    enum: VERDICTS,
    example: 'small',
  })
  verdict: (typeof VERDICTS)[number];
}

export class FromToDto {
  @ApiProperty({ description: 'At the earlier snapshot date', example: 57890 })
  from: number;

  @ApiProperty({ description: 'At the later snapshot date', example: 58123 })
  to: number;
}

export class FeatureDriftDto extends StabilityDto {
  @ApiProperty({ description: 'Name of the feature', example: 'freq_P_last_30' })
  feature: string;

  @ApiProperty({ description: 'Share of users without a value', type: FromToDto })
  missing: FromToDto;
}

export class DriftDto {
  @ApiProperty({ description: 'Earlier snapshot date; its tenths are the bins', example: '2017-04-28' })
  from: string;

  @ApiProperty({ description: 'Later snapshot date', example: '2017-05-12' })
  to: string;

  @ApiProperty({ description: 'Version whose scores are compared', example: 3 })
  modelVersion: number;

  @ApiProperty({ description: 'True when the loaded logs are generated sample logs', example: true })
  synthetic: boolean;

  @ApiProperty({ description: 'Users of the population', type: FromToDto })
  users: FromToDto;

  @ApiProperty({ description: 'Mean probability', type: FromToDto })
  meanProbability: FromToDto;

  @ApiProperty({ description: 'How much the probabilities have changed', type: StabilityDto })
  scores: StabilityDto;

  @ApiProperty({ description: 'How much each feature has changed, most first', type: [FeatureDriftDto] })
  features: FeatureDriftDto[];
}
