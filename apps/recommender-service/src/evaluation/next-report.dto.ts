import { Field, IntervalDto } from '#common';
import { PickType } from '@nestjs/swagger';

/** A way to find what comes next. */
export class NextWayDto {
  @Field.number('Songs behind which a song weighs half; null: all weigh the same', {
    nullable: true,
    minimum: 1,
    example: 3,
  })
  halfLife: number | null;

  @Field.number(
    'What the share of plays that a song follows in a session counts beside the scores of the model; 0: nothing',
    { minimum: 0, example: 1 },
  )
  coPlayWeight: number;

  @Field.object(() => IntervalDto, 'Share of users whose next song is in the list')
  hitRate: IntervalDto;

  @Field.object(() => IntervalDto, '1 by the place of the next song in the list, 0 where it is not')
  mrr: IntervalDto;

  @Field.object(
    () => IntervalDto,
    'MRR less that of the way that was served before it was tried, over the same users; null of the plain way',
    { nullable: true },
  )
  ahead: IntervalDto | null;
}

/** How well the next songs of sessions of held-out days are found. */
export class NextReportDto extends PickType(NextWayDto, ['halfLife', 'coPlayWeight']) {
  @Field.count('Sessions with times of day before the held-out days', { example: 81_204 })
  sessions: number;

  @Field.count('Users with a session on the held-out days that judged; as many others chose', {
    example: 500,
  })
  users: number;

  @Field.integer('Length of the lists', { minimum: 1, example: 20 })
  k: number;

  @Field.objects(
    () => NextWayDto,
    'The plain way, by scores of the model alone; with the half-life, then with the weight of co-plays that chose best; empty where nothing was judged',
  )
  ways: NextWayDto[];

  @Field.text('Why the plain way is served; null when another is', { nullable: true, example: null })
  reason: string | null;
}
