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

  @Field.number('What co-plays count beside the scores of the model; 0: nothing, 1000: nearly all', {
    minimum: 0,
    example: 1_000,
  })
  coPlayWeight: number;

  @Field.number('Plays that count as heard behind each song, shared by the songs of its singers', {
    minimum: 0,
    example: 10,
  })
  singerPlays: number;

  @Field.object(() => IntervalDto, 'Share of users whose next song is in the list')
  hitRate: IntervalDto;

  @Field.object(() => IntervalDto, '1 by the place of the next song in the list, 0 where it is not')
  mrr: IntervalDto;

  @Field.object(() => IntervalDto, 'MRR less that of co-plays alone, over the same users; null of these', {
    nullable: true,
  })
  ahead: IntervalDto | null;
}

/** How well the next songs of sessions of held-out days are found. */
export class NextReportDto extends PickType(NextWayDto, ['halfLife', 'coPlayWeight', 'singerPlays']) {
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
    'Co-plays alone, the model alone, and the blend of both that chose best; empty where nothing was judged',
  )
  ways: NextWayDto[];

  @Field.text('Why it is not a blend that is served, or that none was judged; null when a blend is', {
    nullable: true,
    example: null,
  })
  reason: string | null;

  @Field.number('Share of plays in sessions whose singer one of the two before has; null: not known', {
    nullable: true,
    minimum: 0,
    maximum: 1,
    example: 0.52,
  })
  sameSinger: number | null;

  @Field.integer(
    'The `singerSpacing` of lists of next songs that name none: the widest, of 3, 2 and 1, that nine of ten plays keep',
    { minimum: 1, maximum: 3, example: 1 },
  )
  singerSpacing: number;
}
