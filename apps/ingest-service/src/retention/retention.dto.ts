import { BooleanField, DayField } from '#common';

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
