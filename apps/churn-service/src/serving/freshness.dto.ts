import { BooleanField, DayField, EnumField, TimeField } from '#common';

export class FreshnessDto {
  @DayField('Newest day of which every kind has been loaded', { example: '2017-05-12' })
  newestLoadedDay: string;

  @TimeField('When a day of the feature window was last loaded', {
    nullable: true,
    example: '2026-11-24T02:10:00.000Z',
  })
  newestLoadAt: string | null;

  @TimeField('When the score was made', { example: '2026-11-24T02:15:00.000Z' })
  scoredAt: string;

  @EnumField(
    'stored: made when everybody was scored; computed: made for this answer',
    ['stored', 'computed'],
    { example: 'stored' },
  )
  source: 'stored' | 'computed';

  @BooleanField(
    'True when days of the feature window were loaded, replaced or removed after the score was made',
    { example: false },
  )
  stale: boolean;
}
