import { LimitQuery } from '#common';
import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { ModelStampDto } from '../recommending/model-stamp.js';
import { NamedSongDto } from '../recommending/recommendation.dto.js';

export class SimilarSongDto extends NamedSongDto {
  @ApiProperty({ description: 'Cosine of the two vectors, -1 to 1', example: 0.87 })
  similarity: number;
}

export class SimilarSongsDto extends IntersectionType(NamedSongDto, ModelStampDto) {
  @ApiProperty({ description: 'Most alike first', type: [SimilarSongDto] })
  songs: SimilarSongDto[];

  @ApiProperty({
    description: 'Why the list is empty; null when it is not',
    example: null,
    nullable: true,
    type: String,
  })
  reason: string | null;
}

const MOST_DAYS = 90;

export class PopularQuery extends LimitQuery {
  @ApiPropertyOptional({
    description: 'Counts the newest so many loaded days; without it all days behind the live model count',
    minimum: 1,
    maximum: MOST_DAYS,
    example: 7,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'days must be a whole number' })
  @Min(1, { message: 'days must be at least 1' })
  @Max(MOST_DAYS, { message: `days must be at most ${MOST_DAYS}` })
  days?: number;
}

export class PopularSongDto extends NamedSongDto {
  @ApiProperty({ description: 'Users who heard or downloaded it', example: 1204 })
  listeners: number;
}

export class PopularSongsDto {
  @ApiProperty({ description: 'Most listeners first, ties by song id', type: [PopularSongDto] })
  songs: PopularSongDto[];

  @ApiProperty({ description: 'First day counted', example: '2017-05-06', nullable: true, type: String })
  from: string | null;

  @ApiProperty({ description: 'Last day counted', example: '2017-05-12', nullable: true, type: String })
  to: string | null;

  @ApiProperty({
    description: 'Model version whose days were counted; null when `days` were asked for',
    example: null,
    nullable: true,
    type: Number,
  })
  modelVersion: number | null;
}
