import { CountField, DayField, EnumField, ObjectField, ObjectsField } from '#common';
import { ANSWER_SOURCES } from '../../answers/recommendation-id.js';
import type { AnswerSource } from '../../answers/recommendation-id.js';

class SongDayDto {
  @DayField('Day', { example: '2017-05-12' })
  day: string;

  @CountField('Plays', { example: 41 })
  plays: number;

  @CountField('Downloads', { example: 3 })
  downloads: number;

  @CountField('Users who played or downloaded it', { example: 30 })
  listeners: number;
}

class ListenersDto {
  @CountField('Users who played or downloaded it on these days', { example: 204 })
  all: number;

  @CountField('Of these, with a high risk of churn by the newest scores', { example: 31 })
  high: number;

  @CountField('With a medium one', { example: 44 })
  medium: number;

  @CountField('With a low one', { example: 120 })
  low: number;
}

class SongPlaceDto {
  @EnumField('What had listed it', ANSWER_SOURCES, { example: 'model' })
  source: AnswerSource;

  @CountField('How often it was shown', { example: 512 })
  shown: number;

  @CountField('Users to whom it was shown', { example: 388 })
  users: number;
}

/** Excluded users do not count. */
export class SongListeningDto {
  @DayField('First day counted', { nullable: true, example: '2017-04-15' })
  from: string | null;

  @DayField('Last day counted: the newest that is over', { nullable: true, example: '2017-05-12' })
  to: string | null;

  @ObjectsField(() => SongDayDto, 'Days with a play or download, oldest first')
  days: SongDayDto[];

  @ObjectField(() => ListenersDto, 'Who has heard it; those without a score are in no band')
  listeners: ListenersDto;

  @ObjectsField(() => SongPlaceDto, 'Where it was recommended in the last 28 days, as reported; most first')
  places: SongPlaceDto[];
}
