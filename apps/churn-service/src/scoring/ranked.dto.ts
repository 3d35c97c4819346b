import { LimitQuery } from '#common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsNumber, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { BANDS } from './bands.js';
import type { Band } from './bands.js';
import { BandCutsDto, ReasonDto } from './churn-score.dto.js';
import { FreshnessDto } from './freshness.dto.js';

export class RankedQuery extends LimitQuery {
  @ApiPropertyOptional({ description: 'Only users of this band', enum: BANDS, example: 'high' })
  @IsOptional()
  @IsIn(BANDS)
  band?: Band;

  @ApiPropertyOptional({
    description: 'Only users with at least this probability',
    minimum: 0,
    maximum: 1,
    example: 0.7,
  })
  @IsOptional()
  @Type(() => Number)
  @IsNumber({}, { message: 'minRisk must be a number' })
  @Min(0)
  @Max(1)
  minRisk?: number;

  @ApiPropertyOptional({
    description: '`nextCursor` of the page before; band and minRisk stay those of the first page',
    example: 'eyJzbmFwc2hvdERhdGUiOi…',
  })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  cursor?: string;
}

export class RankedUserDto {
  @ApiProperty({ description: 'User id', example: '168550892' })
  userId: string;

  @ApiProperty({ description: 'Probability of churn, 0 to 1', example: 0.934 })
  probability: number;

  @ApiProperty({
    description: 'Percentage of the population with a lower probability',
    example: 99.2,
    nullable: true,
    type: Number,
  })
  percentile: number | null;

  @ApiProperty({ description: 'Band of the probability', enum: BANDS, example: 'high' })
  band: Band;

  @ApiProperty({
    description:
      'What moves this user most, largest effect first; none where the version that made the score is retired',
    type: [ReasonDto],
  })
  reasons: ReasonDto[];
}

export class RankedUsersDto {
  @ApiProperty({ description: 'Last day whose events the scores have seen', example: '2017-05-12' })
  snapshotDate: string;

  @ApiProperty({ description: 'Days after the snapshot date that they are about', example: 14 })
  horizonDays: number;

  @ApiProperty({ description: 'Version of the churn model; the same on all pages', example: 3 })
  modelVersion: number;

  @ApiProperty({ description: 'Users scored at this snapshot date, before any narrowing', example: 58123 })
  population: number;

  @ApiProperty({ description: 'Where the bands begin', type: BandCutsDto })
  bandCuts: BandCutsDto;

  @ApiProperty({ description: 'How fresh the scores are', type: FreshnessDto })
  freshness: FreshnessDto;

  @ApiProperty({ description: 'True when the loaded logs are generated sample logs', example: true })
  synthetic: boolean;

  @ApiProperty({ description: 'Highest probability first, then by user id', type: [RankedUserDto] })
  users: RankedUserDto[];

  @ApiProperty({
    description: 'Ask for the next page with it; null on the last page',
    example: null,
    nullable: true,
    type: String,
  })
  nextCursor: string | null;
}
