import { ApiProperty } from '@nestjs/swagger';

export class FreshnessDto {
  @ApiProperty({ description: 'Newest day of which every kind has been loaded', example: '2017-05-12' })
  newestLoadedDay: string;

  @ApiProperty({
    description: 'When a day of the feature window was last loaded',
    example: '2026-11-24T02:10:00.000Z',
    nullable: true,
    type: String,
  })
  newestLoadAt: string | null;

  @ApiProperty({ description: 'When the score was made', example: '2026-11-24T02:15:00.000Z' })
  scoredAt: string;

  @ApiProperty({
    description: 'stored: made when everybody was scored; computed: made for this answer',
    enum: ['stored', 'computed'],
    example: 'stored',
  })
  source: 'stored' | 'computed';

  @ApiProperty({
    description:
      'True when days of the feature window were loaded, replaced or removed after the score was made',
    example: false,
  })
  stale: boolean;
}
