import { BooleanField, DayField } from '#common';

/** The range of days that an answer is about. */
export class DaysLookedAt {
  @DayField('First day looked at; null when nothing is loaded', { nullable: true, example: '2017-03-30' })
  from: string | null;

  @DayField('Last day looked at; null when nothing is loaded', { nullable: true, example: '2017-05-12' })
  to: string | null;

  @BooleanField('The logs are generated: nothing here is about real listeners', { example: false })
  synthetic: boolean;
}
