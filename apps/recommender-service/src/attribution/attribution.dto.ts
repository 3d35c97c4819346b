import { IsEntityId } from '#common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsISO8601,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';

const MOST_SONGS = 500;

export class ImpressionsBody {
  @ApiProperty({ description: '`recommendationId` of the answer', example: 'r1.3.a.-.168550892.q1QxZp7sT0s' })
  @IsString()
  @MaxLength(100)
  recommendationId: string;

  @ApiProperty({
    description: `Songs of the answer that were shown, 1 to ${MOST_SONGS}`,
    example: ['15249349', '6468891'],
    type: [String],
  })
  @IsArray({ message: 'songIds must be a list' })
  @ArrayMinSize(1, { message: 'songIds must name at least one song' })
  @ArrayMaxSize(MOST_SONGS, { message: `songIds holds at most ${MOST_SONGS} songs` })
  @IsEntityId({ each: true })
  songIds: string[];

  @ApiPropertyOptional({
    description: 'When they were shown; without it now',
    example: '2026-11-24T15:00:00.000Z',
  })
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true }, { message: 'shownAt must be an ISO time' })
  shownAt?: string;
}

export class ImpressionsDto {
  @ApiProperty({ description: 'Songs recorded now', example: 2 })
  recorded: number;

  @ApiProperty({ description: 'Songs that were recorded before', example: 0 })
  duplicates: number;
}

export class OutcomesQuery {
  @ApiPropertyOptional({
    description: 'First day, UTC; without it 30 days ago',
    example: '2026-11-01',
    format: 'date',
  })
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'from must be a day, YYYY-MM-DD' })
  @IsISO8601({ strict: true }, { message: 'from must be a day, YYYY-MM-DD' })
  from?: string;

  @ApiPropertyOptional({
    description: 'Last day, UTC; without it today',
    example: '2026-11-24',
    format: 'date',
  })
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'to must be a day, YYYY-MM-DD' })
  @IsISO8601({ strict: true }, { message: 'to must be a day, YYYY-MM-DD' })
  to?: string;
}

class RateDto {
  @ApiProperty({ description: 'Share, 0 to 1', example: 0.12 })
  value: number;

  @ApiProperty({ description: 'Lower end of the 95 % interval (Wilson)', example: 0.101 })
  low: number;

  @ApiProperty({ description: 'Upper end of the 95 % interval (Wilson)', example: 0.142 })
  high: number;
}

class OutcomeDto {
  @ApiProperty({ description: 'Answers of which something was shown', example: 120 })
  recommendations: number;

  @ApiProperty({ description: 'Songs shown', example: 1_900 })
  impressions: number;

  @ApiProperty({ description: 'Of these, played or downloaded with the id of the answer', example: 228 })
  clicks: number;

  @ApiProperty({ description: 'Of these, downloaded', example: 31 })
  downloads: number;

  @ApiProperty({
    description: 'Of these, played to at least 80 %, by playSeconds and songSeconds of the event',
    example: 140,
  })
  playThroughs: number;

  @ApiProperty({ description: 'Clicks by impressions; null without any', type: RateDto, nullable: true })
  clickRate: RateDto | null;

  @ApiProperty({
    description: 'Songs played through by clicks; null without any',
    type: RateDto,
    nullable: true,
  })
  playThroughRate: RateDto | null;
}

export class SourceOutcomeDto extends OutcomeDto {
  @ApiProperty({ description: 'Model version', example: 3 })
  modelVersion: number;

  @ApiProperty({ description: 'Source of the list', enum: ['als', 'fold-in', 'popular'], example: 'als' })
  source: string;
}

export class TrialOutcomeDto extends OutcomeDto {
  @ApiProperty({ description: 'Trial', example: 2 })
  experimentId: number;

  @ApiProperty({ description: 'Name of the trial', example: '64 factors' })
  name: string;

  @ApiProperty({
    description: 'Which of the two versions',
    enum: ['control', 'challenger'],
    example: 'challenger',
  })
  variant: string;

  @ApiProperty({ description: 'Versions that answered as this variant', example: [3], type: [Number] })
  modelVersions: number[];

  @ApiProperty({ description: 'Users to whom something was shown', example: 104 })
  users: number;

  @ApiProperty({ description: 'When the trial began', example: '2026-11-20T08:00:00.000Z' })
  startedAt: string;

  @ApiProperty({
    description: 'When it ended; null while it runs',
    example: null,
    nullable: true,
    type: String,
  })
  endedAt: string | null;
}

export class OutcomesDto {
  @ApiProperty({ description: 'First day counted, UTC', example: '2026-11-01' })
  from: string;

  @ApiProperty({ description: 'Last day counted, UTC', example: '2026-11-24' })
  to: string;

  @ApiProperty({ description: 'By version and source, newest version first', type: [SourceOutcomeDto] })
  bySource: SourceOutcomeDto[];

  @ApiProperty({ description: 'By trial and variant, newest trial first', type: [TrialOutcomeDto] })
  byVariant: TrialOutcomeDto[];
}
