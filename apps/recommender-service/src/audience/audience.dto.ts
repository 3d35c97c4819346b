import { LimitQuery } from '#common';
import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { ModelStampDto } from '../recommending/model-stamp.js';
import { NamedSongDto, UserSongsDto } from '../recommending/recommendation.dto.js';
import { BANDS } from './churn-band.js';
import type { Band } from './churn-band.js';

export class AudienceQuery extends LimitQuery {
  @ApiPropertyOptional({ description: 'Only users of this churn band', enum: BANDS, example: 'high' })
  @IsOptional()
  @IsIn(BANDS, { message: `churnBand must be one of ${BANDS.join(', ')}` })
  churnBand?: Band;

  @ApiPropertyOptional({
    description: 'Only users with an event on this day or later',
    example: '2017-05-01',
    format: 'date',
  })
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'activeSince must be a day, YYYY-MM-DD' })
  @IsISO8601({ strict: true }, { message: 'activeSince must be a day, YYYY-MM-DD' })
  activeSince?: string;

  @ApiPropertyOptional({
    description:
      '`nextCursor` of the page before, all else asked as for the first page; only the limit may change',
    example: 'eyJ2IjozLCJxIjoi…',
  })
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  cursor?: string;
}

export class WinbackQuery extends LimitQuery {
  @ApiPropertyOptional({
    description: 'Churn band of the users',
    enum: BANDS,
    example: 'high',
    default: 'high',
  })
  @IsOptional()
  @IsIn(BANDS, { message: `band must be one of ${BANDS.join(', ')}` })
  band: Band = 'high';

  @ApiPropertyOptional({
    description: 'Songs for each user',
    minimum: 1,
    maximum: 20,
    default: 5,
    example: 5,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'songs must be a whole number' })
  @Min(1, { message: 'songs must be at least 1' })
  @Max(20, { message: 'songs must be at most 20' })
  songs: number = 5;

  @ApiPropertyOptional({
    description: '`nextCursor` of the page before, with the same band',
    example: 'eyJzbmFwc2hvdERhdGUiOi…',
  })
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  cursor?: string;
}

export class InterestedUserDto {
  @ApiProperty({ description: 'User id', example: '168550892' })
  userId: string;

  @ApiProperty({
    description: 'Device last used, as the logs name it',
    enum: ['ar', 'ip', 'mc', 'wp', 'other'],
    example: 'ar',
  })
  device: string;

  @ApiProperty({ description: 'Predicted preference, about 0 to 1', example: 0.731204 })
  score: number;

  @ApiProperty({
    description:
      '`als`: by the vector as it was trained; `fold-in`: by one that knows of events that came after the training',
    enum: ['als', 'fold-in'],
    example: 'als',
  })
  source: string;

  @ApiProperty({
    description: 'Churn band by the newest scores; null when the user was not scored',
    enum: BANDS,
    example: 'medium',
    nullable: true,
    type: String,
  })
  churnBand: Band | null;

  @ApiProperty({
    description: 'Probability of churn by the newest scores; null when the user was not scored',
    example: 0.52,
    nullable: true,
    type: Number,
  })
  churnProbability: number | null;
}

const SNAPSHOT = {
  description: 'Snapshot date of the churn scores used; null when nobody has been scored',
  example: '2017-05-12',
  nullable: true,
  type: String,
};

export class UsersForSongDto extends IntersectionType(NamedSongDto, ModelStampDto) {
  @ApiProperty({
    description: 'Most interested first, without those who have met the song already',
    type: [InterestedUserDto],
  })
  users: InterestedUserDto[];

  @ApiProperty({
    description: 'Why the list is empty; null when it is not',
    example: null,
    nullable: true,
    type: String,
  })
  reason: string | null;

  @ApiProperty(SNAPSHOT)
  churnSnapshotDate: string | null;

  @ApiProperty({
    description: 'Send it as `cursor` for the next page; null on the last one',
    example: null,
    nullable: true,
    type: String,
  })
  nextCursor: string | null;
}

export class SimilarUserDto {
  @ApiProperty({ description: 'User id', example: '168550892' })
  userId: string;

  @ApiProperty({ description: 'Device last used', enum: ['ar', 'ip', 'mc', 'wp', 'other'], example: 'ar' })
  device: string;

  @ApiProperty({ description: 'Cosine of the two vectors, -1 to 1', example: 0.91 })
  similarity: number;
}

export class SimilarUsersDto extends ModelStampDto {
  @ApiProperty({ description: 'User id', example: '168550892' })
  userId: string;

  @ApiProperty({ description: 'Most alike first', type: [SimilarUserDto] })
  users: SimilarUserDto[];

  @ApiProperty({
    description: 'Why the list is empty; null when it is not',
    example: null,
    nullable: true,
    type: String,
  })
  reason: string | null;
}

export class WinbackUserDto extends UserSongsDto {
  @ApiProperty({ description: 'Probability of churn, 0 to 1', example: 0.934 })
  churnProbability: number;

  @ApiProperty({ description: 'Churn band', enum: BANDS, example: 'high' })
  churnBand: Band;
}

export class WinbackDto {
  @ApiProperty(SNAPSHOT)
  churnSnapshotDate: string | null;

  @ApiProperty({ description: 'Most at risk first, each with songs', type: [WinbackUserDto] })
  users: WinbackUserDto[];

  @ApiProperty({
    description: 'Why the list is empty; null when it is not',
    example: null,
    nullable: true,
    type: String,
  })
  reason: string | null;

  @ApiProperty({
    description: 'Send it as `cursor` for the next page; null on the last one',
    example: null,
    nullable: true,
    type: String,
  })
  nextCursor: string | null;
}
