import { Field } from '#common';
import { PickType } from '@nestjs/swagger';
import { EventsByKindDto } from '../day-ranges/day-range.dto.js';

export class RetentionRequestDto {
  @Field.day('First day that is kept: everything before it is dropped', { example: '2017-04-15' })
  before: string;

  @Field.boolean('Drop nothing, only count what would go', { default: false })
  dryRun: boolean;

  @Field.boolean('Meant even if nothing or little is left, or if the day lies in the future', {
    default: false,
  })
  everything: boolean;
}

/** What was dropped, or would have been. */
export class RetentionResultDto extends PickType(RetentionRequestDto, ['before']) {
  @Field.boolean('Whether it was only counted', { example: false })
  dryRun: boolean;

  @Field.count('Loaded days that went', { example: 14 })
  days: number;

  @Field.count('Loaded days that are left', { example: 28 })
  daysKept: number;

  @Field.day('First of the days that went', { nullable: true, example: '2017-04-01' })
  firstDay: string | null;

  @Field.day('Last of the days that went', { nullable: true, example: '2017-04-14' })
  lastDay: string | null;

  @Field.count('Archives of these days', { example: 42 })
  archives: number;

  @Field.object(() => EventsByKindDto, 'Events of these days')
  events: EventsByKindDto;

  @Field.count('On disk, indexes included', { example: 81_000_000 })
  bytes: number;
}
