import { ApiProperty } from '@nestjs/swagger';
import { DaysLookedAt } from '../pages/days-looked-at.dto.js';
import type { PartState } from './coverage.repository.js';

const PART_STATES: PartState[] = ['loaded', 'partial', 'small', 'missing', 'refused', 'duplicate', 'dropped'];
export const DAY_STATES = ['whole', 'hole', 'dropped'] as const;

export class CoveragePartDto {
  @ApiProperty({
    description:
      'Part; null: an archive of the whole day, collected events, or a day of which nothing is known',
    example: 3,
    nullable: true,
    type: Number,
  })
  part: number | null;

  @ApiProperty({
    description:
      'loaded; partial: what is whole of a damaged archive; small: loaded, but with suspiciously few lines; missing: ' +
      'expected from the neighbouring days; refused: nothing of it; duplicate: its content is loaded under another ' +
      'name; dropped: removed by retention',
    enum: PART_STATES,
    example: 'small',
  })
  state: PartState;

  @ApiProperty({
    description: 'Why it was refused or loaded in part',
    example: 'truncated',
    nullable: true,
    type: String,
  })
  reason: string | null;

  @ApiProperty({ description: 'Bytes of its files', example: 20164332, nullable: true, type: Number })
  byteCount: number | null;

  @ApiProperty({ description: 'Lines that became events', example: 1487003 })
  lines: number;

  @ApiProperty({
    description:
      'Median of such lines on the 7 days before and after, same kind and part; null without neighbours',
    example: 2186840,
    nullable: true,
    type: Number,
  })
  usualLines: number | null;
}

export class CoverageDayDto {
  @ApiProperty({ description: 'Day', example: '2017-04-14' })
  day: string;

  @ApiProperty({ description: 'Kind of events', enum: ['play', 'download', 'search'], example: 'play' })
  kind: 'play' | 'download' | 'search';

  @ApiProperty({
    description: 'whole; hole: something is not there; dropped: removed by retention',
    enum: DAY_STATES,
    example: 'hole',
  })
  state: (typeof DAY_STATES)[number];

  @ApiProperty({
    description: 'What is not there, in a sentence; null when whole or dropped',
    example: 'part 1 small (68 % of the usual lines)',
    nullable: true,
    type: String,
  })
  reason: string | null;

  @ApiProperty({ description: 'Every part that is loaded, recorded or expected', type: [CoveragePartDto] })
  parts: CoveragePartDto[];
}

export class CoverageDto extends DaysLookedAt {
  @ApiProperty({
    description: 'First day of which anything is loaded; earlier days are not listed',
    example: '2017-03-30',
    nullable: true,
    type: String,
  })
  firstDay: string | null;

  @ApiProperty({
    description: 'Last day of which anything is loaded; later days are not listed',
    example: '2017-05-12',
    nullable: true,
    type: String,
  })
  lastDay: string | null;

  @ApiProperty({ description: 'Days and kinds with a hole', example: 12 })
  holes: number;

  @ApiProperty({ description: 'Every day and kind', type: [CoverageDayDto] })
  days: CoverageDayDto[];
}
