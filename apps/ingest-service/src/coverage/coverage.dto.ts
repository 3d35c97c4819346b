import { Field } from '#common';
import { DaysLookedAt } from '../day-ranges/day-range.dto.js';
import { EVENT_KINDS } from '../formats/archive-name.js';
import type { EventKind } from '../formats/archive-name.js';
import { ARCHIVE_STATES } from '../storage/archive.entity.js';

const PART_STATES = [...ARCHIVE_STATES, 'small', 'missing', 'awaited', 'closed', 'empty'] as const;
export const DAY_STATES = ['whole', 'hole', 'awaited', 'dropped'] as const;

export class CoveragePartDto {
  @Field.integer(
    'Part; null: an archive of the whole day, collected events, or a day of which nothing is known',
    { nullable: true, minimum: 0, example: 3 },
  )
  part: number | null;

  @Field.enum(
    'loaded; partial: what is whole of a damaged archive; small: loaded, but with suspiciously few lines; missing: ' +
      'expected from the neighbouring days; awaited: the same until twelve hours after the end of the day; refused: nothing of it; duplicate: its content is loaded under another ' +
      'name; dropped: removed by retention; closed: a day without business, complete and empty; empty: nothing, which so ' +
      'few usual lines make likely',
    PART_STATES,
    { example: 'small' },
  )
  state: (typeof PART_STATES)[number];

  @Field.text('Why it was refused or loaded in part', { nullable: true, example: 'truncated' })
  reason: string | null;

  @Field.count('Bytes of its files', { nullable: true, example: 20_164_332 })
  byteCount: number | null;

  @Field.count('Lines that became events', { example: 1_487_003 })
  lines: number;

  @Field.count(
    'Median of such lines on the 7 days before and after, same kind and part; null without neighbours',
    { nullable: true, example: 2_186_840 },
  )
  usualLines: number | null;
}

export class CoverageDayDto {
  @Field.day('Day', { example: '2017-04-14' })
  day: string;

  @Field.enum('Kind of events', EVENT_KINDS)
  kind: EventKind;

  @Field.enum(
    'whole; hole: something is not there; awaited: something is due twelve hours after the end of the day; dropped: ' +
      'removed by retention',
    DAY_STATES,
    { example: 'hole' },
  )
  state: (typeof DAY_STATES)[number];

  @Field.text('What is not there, in a sentence; null when whole or dropped', {
    nullable: true,
    example: 'part 1 small (68 % of the usual lines)',
  })
  reason: string | null;

  @Field.objects(() => CoveragePartDto, 'Every part that is loaded, recorded or expected')
  parts: CoveragePartDto[];
}

/** Posted events that came after their day was over, in the last time zone. */
export class LateEventsDto {
  @Field.integer('Hours after which a day of posted events is complete', { minimum: 0, example: 6 })
  settlingHours: number;

  @Field.count('Events of these days that came after their day was complete', { example: 212 })
  events: number;

  @Field.integer(
    'Settling hours that would have caught 99 % of all posted events of these days; null without any',
    {
      nullable: true,
      minimum: 0,
      example: 19,
    },
  )
  hoursOf99: number | null;

  @Field.objects(() => LateDayDto, 'Days with such events')
  days: LateDayDto[];
}

export class CoverageDto extends DaysLookedAt {
  @Field.day('First day of which anything is loaded; earlier days are not listed', {
    nullable: true,
    example: '2017-03-30',
  })
  firstDay: string | null;

  @Field.day('Last day of which anything is loaded; later days are not listed', {
    nullable: true,
    example: '2017-05-12',
  })
  lastDay: string | null;

  @Field.count('Daily logs (days and kinds) with a hole, known ones included', { example: 12 })
  holes: number;

  @Field.object(
    () => LateEventsDto,
    'Posted events that came late: features and labels of their days were made without them',
  )
  late: LateEventsDto;

  @Field.objects(() => CoverageDayDto, 'Every day and kind')
  days: CoverageDayDto[];
}

export class LateDayDto {
  @Field.day('Day', { example: '2026-05-02' })
  day: string;

  @Field.count('Events that came after it was complete', { example: 40 })
  events: number;

  @Field.integer('How many hours after the end of the day the last of them came', { minimum: 1, example: 31 })
  hours: number;
}
