import { Field } from '#common';
import { ANSWER_SOURCES } from '../../answers/recommendation-id.js';
import type { AnswerSource } from '../../answers/recommendation-id.js';

class SongDayDto {
  @Field.day('Day', { example: '2017-05-12' })
  day: string;

  @Field.count('Plays', { example: 41 })
  plays: number;

  @Field.count('Downloads', { example: 3 })
  downloads: number;

  @Field.count('Users who played or downloaded it', { example: 30 })
  listeners: number;
}

class ListenersDto {
  @Field.count('Users who played or downloaded it on these days', { example: 204 })
  all: number;

  @Field.count('Of these, with a high risk of churn by the newest scores', { example: 31 })
  high: number;

  @Field.count('With a medium one', { example: 44 })
  medium: number;

  @Field.count('With a low one', { example: 120 })
  low: number;
}

class SongPlaceDto {
  @Field.enum('What had listed it', ANSWER_SOURCES, { example: 'model' })
  source: AnswerSource;

  @Field.count('How often it was shown', { example: 512 })
  shown: number;

  @Field.count('Users to whom it was shown', { example: 388 })
  users: number;
}

/** Excluded users do not count. */
export class SongListeningDto {
  @Field.day('First day counted', { nullable: true, example: '2017-04-15' })
  from: string | null;

  @Field.day('Last day counted: the newest that is over', { nullable: true, example: '2017-05-12' })
  to: string | null;

  @Field.objects(() => SongDayDto, 'Days with a play or download, oldest first')
  days: SongDayDto[];

  @Field.object(() => ListenersDto, 'Who has heard it; those without a score are in no band')
  listeners: ListenersDto;

  @Field.objects(() => SongPlaceDto, 'Where it was recommended in the last 28 days, as reported; most first')
  places: SongPlaceDto[];
}
