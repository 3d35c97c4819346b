import { ApiProperty } from '@nestjs/swagger';
import { DaysLookedAt } from '../pages/days-looked-at.dto.js';

const COUNTS = { type: 'object', additionalProperties: { type: 'integer' } } as const;

export class QualityDayDto {
  @ApiProperty({ description: 'Day', example: '2017-04-01' })
  day: string;

  @ApiProperty({ description: 'Lines read, rejected ones included', example: 2305641 })
  lines: number;

  @ApiProperty({
    description: 'Events by kind of log',
    example: { play: 2186840, download: 57000, search: 61801 },
    ...COUNTS,
  })
  events: Record<string, number>;

  @ApiProperty({ description: 'Rejected lines by reason', example: { broken_row: 64 }, ...COUNTS })
  rejected: Record<string, number>;

  @ApiProperty({ description: 'Events by repair rule', example: { play_seconds_address: 12683 }, ...COUNTS })
  repaired: Record<string, number>;
}

export class PlaysBinDto {
  @ApiProperty({ description: 'Fewest plays of the bin, a power of two', example: 64 })
  from: number;

  @ApiProperty({ description: 'Most plays of the bin', example: 127 })
  to: number;

  @ApiProperty({ description: 'Users with so many plays in the range', example: 10412 })
  users: number;
}

export class CompletionBinDto {
  @ApiProperty({ description: 'Lowest share of the bin', example: 0.9 })
  from: number;

  @ApiProperty({ description: 'Highest share of the bin', example: 1 })
  to: number;

  @ApiProperty({ description: 'Days of users with such a mean share heard of a song', example: 84120 })
  userDays: number;
}

export class QualityDto extends DaysLookedAt {
  @ApiProperty({ description: 'Days of which anything was read', type: [QualityDayDto] })
  days: QualityDayDto[];

  @ApiProperty({ description: 'Users by plays in the range, excluded users left out', type: [PlaysBinDto] })
  playsPerUser: PlaysBinDto[];

  @ApiProperty({
    description: 'Days of users by the mean share heard of a song, excluded users left out',
    type: [CompletionBinDto],
  })
  completion: CompletionBinDto[];
}
