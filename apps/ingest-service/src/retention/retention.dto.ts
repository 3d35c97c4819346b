import { BooleanField, CountField, DayField, ObjectField } from '#common';
import { PickType } from '@nestjs/swagger';
import { EventsByKindDto } from '../day-ranges/day-range.dto.js';

export class RetentionRequestDto {
  @DayField('First day that is kept: everything before it is dropped', { example: '2017-04-15' })
  before: string;

  @BooleanField('Drop nothing, only count what would go', { default: false })
  dryRun: boolean;

  @BooleanField('Meant even if nothing or little is left, or if the day lies in the future', {
    default: false,
  })
  everything: boolean;
}

/** What was dropped, or would have been. */
export class RetentionResultDto extends PickType(RetentionRequestDto, ['before']) {
  @BooleanField('Whether it was only counted', { example: false })
  dryRun: boolean;

  @CountField('Loaded days that went', { example: 14 })
  days: number;

  @CountField('Loaded days that are left', { example: 28 })
  daysKept: number;

  @DayField('First of the days that went', { nullable: true, example: '2017-04-01' })
  firstDay: string | null;

  @DayField('Last of the days that went', { nullable: true, example: '2017-04-14' })
  lastDay: string | null;

  @CountField('Archives of these days', { example: 42 })
  archives: number;

  @ObjectField(() => EventsByKindDto, 'Events of these days')
  events: EventsByKindDto;

  @CountField('On disk, indexes included', { example: 81_000_000 })
  bytes: number;
}
