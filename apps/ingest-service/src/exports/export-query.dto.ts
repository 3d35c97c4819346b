import { DayField } from '#common';

export class ExportQuery {
  @DayField('First day', { optional: true, example: '2017-04-01' })
  from?: string;

  @DayField('Last day', { optional: true, example: '2017-04-28' })
  to?: string;

  @DayField('Only what was known at the end of this day: no event behind it', {
    optional: true,
    example: '2017-04-28',
  })
  snapshotDate?: string;
}
