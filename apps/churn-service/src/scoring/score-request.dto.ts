import { IsCalendarDay, IsEntityId } from '#common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, IsString } from 'class-validator';

/** Ids of one batch; their features are computed by one statement when there are no stored scores. */
export const LARGEST_BATCH = 1_000;

export class AsOfQuery {
  @ApiPropertyOptional({
    description:
      'Snapshot date to answer for; default is the newest complete day. A past day is answered as it was scored then',
    example: '2017-05-12',
  })
  @IsOptional()
  @IsCalendarDay()
  asOf?: string;
}

export class ScoreBatchBody extends AsOfQuery {
  @ApiProperty({
    description: 'User ids, answered in this order',
    example: ['168550892', '168550893'],
    type: [String],
    minItems: 1,
    maxItems: LARGEST_BATCH,
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(LARGEST_BATCH, { message: `userIds must hold at most ${LARGEST_BATCH} ids` })
  @IsString({ each: true })
  @IsEntityId({ each: true })
  userIds: string[];
}
