import { Field } from '#common';
import { DaysLookedAt, EventsByKindDto } from '../day-ranges/day-range.dto.js';

export class QualityDayDto {
  @Field.day('Day', { example: '2017-04-01' })
  day: string;

  @Field.count('Lines read, rejected ones included', { example: 2_305_641 })
  lines: number;

  @Field.object(() => EventsByKindDto, 'Events by kind of log')
  events: EventsByKindDto;

  @Field.map('Rejected lines by reason', 'integer', { example: { broken_row: 64 } })
  rejected: Record<string, number>;

  @Field.count(
    'Of these, good lines left out on purpose: of erased users, not selected by a mapping, repeated or superseded',
    { example: 0 },
  )
  leftOut: number;

  @Field.map('Events by repair rule', 'integer', { example: { play_seconds_address: 12_683 } })
  repaired: Record<string, number>;
}

export class QualityDto extends DaysLookedAt {
  @Field.objects(() => QualityDayDto, 'Days of which anything was read')
  days: QualityDayDto[];

  @Field.map('What each reason and rule of these days means, in a sentence', 'string', {
    example: { broken_row: 'The line is one piece of a row broken in two.' },
  })
  meanings: Record<string, string>;
}
