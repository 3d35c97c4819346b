import { LimitQuery } from '#common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { ArchiveState } from '../loading/load-outcome.js';

const STATES: ArchiveState[] = ['loaded', 'partial', 'refused', 'duplicate', 'dropped'];

export class ArchivesQueryDto extends LimitQuery {
  @ApiPropertyOptional({ description: 'Only archives of this state', enum: STATES, example: 'refused' })
  @IsOptional()
  @IsIn(STATES, { message: `state must be one of ${STATES.join(', ')}` })
  state?: ArchiveState;

  @ApiPropertyOptional({
    description: '`nextCursor` of the page before',
    example: 'MjAxNzA0MDFfM19wbGF5LmxvZy50YXIuZ3o',
  })
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  cursor?: string;
}

export class ArchiveIdParams {
  @ApiProperty({ description: 'Number of the archive', example: 17, minimum: 1 })
  @Type(() => Number)
  @IsInt({ message: 'id must be a whole number' })
  @Min(1, { message: 'id must be at least 1' })
  @Max(2_147_483_647, { message: 'id must be at most 2147483647' })
  id: number;
}
