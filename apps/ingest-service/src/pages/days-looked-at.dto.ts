import { ApiProperty } from '@nestjs/swagger';

/** The range of days that an answer is about. */
export class DaysLookedAt {
  @ApiProperty({
    description: 'First day looked at; null when nothing is loaded',
    example: '2017-03-30',
    nullable: true,
    type: String,
  })
  from: string | null;

  @ApiProperty({
    description: 'Last day looked at; null when nothing is loaded',
    example: '2017-05-12',
    nullable: true,
    type: String,
  })
  to: string | null;
}
