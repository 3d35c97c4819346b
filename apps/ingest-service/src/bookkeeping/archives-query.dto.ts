import { LimitQuery } from '#common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { ArchiveState } from '../loading/load-outcome.js';

const STATES: ArchiveState[] = ['loaded', 'partial', 'refused', 'duplicate'];

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
