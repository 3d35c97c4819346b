import { Field, IntervalDto } from '#common';

/** What a user's scores add to a search by text, learned from searches that were followed by plays. */
export class SearchWeightDto {
  @Field.number('What the ranks of a user weigh, where those by text weigh 1; 0: nothing was gained', {
    minimum: 0,
    example: 0.5,
  })
  weight: number;

  @Field.text('Why the weight is 0; null when it is not', { nullable: true, example: null })
  reason: string | null;

  @Field.day('Last of the held-out days on which the weight was chosen; the later ones judge it', {
    example: '2017-05-08',
  })
  learnedTo: string;

  @Field.count('Users on the later days who played what a search of theirs finds', { example: 840 })
  users: number;

  @Field.count('Such searches', { example: 1_912 })
  searches: number;

  @Field.share('Mean reciprocal rank of the song that was played, by text and popularity', { example: 0.48 })
  textMrr: number;

  @Field.share('The same with the weight chosen', { example: 0.52 })
  fusedMrr: number;

  @Field.object(() => IntervalDto, 'Of the second less the first, by user')
  gain: IntervalDto;
}
