import { Field, JoinedType } from '#common';
import { ConstrainedQuery } from '../../answers/constraints/constraints.dto.js';
import { SongsLeftDto } from '../../answers/recommendation.dto.js';
import { ModelStampDto } from '../../answers/model-stamp.js';
import { NamedSongDto } from '../../registry/named-song.dto.js';

export class SimilarSongDto extends NamedSongDto {
  @Field.number(
    'How alike they are, -1 to 1: the cosine of the two vectors, and, of a blend, the item weight as a share of the largest',
    { example: 0.87 },
  )
  similarity: number;
}

export class SimilarSongsDto extends JoinedType(NamedSongDto, ModelStampDto, SongsLeftDto) {
  @Field.objects(() => SimilarSongDto, 'Most alike first')
  songs: SimilarSongDto[];

  @Field.text('Why the list is empty; null when it is not', { nullable: true, example: null })
  reason: string | null;
}

export class PopularQuery extends ConstrainedQuery {
  @Field.integer('Counts the newest so many loaded days; without it all days behind the live model count', {
    optional: true,
    minimum: 1,
    maximum: 90,
    example: 7,
  })
  days?: number;
}

export class PopularSongDto extends NamedSongDto {
  @Field.count('Users who heard or downloaded it', { example: 1204 })
  listeners: number;
}

export class PopularSongsDto {
  @Field.objects(() => PopularSongDto, 'Most listeners first, ties by song id')
  songs: PopularSongDto[];

  @Field.day('First day counted', { nullable: true, example: '2017-05-06' })
  from: string | null;

  @Field.day('Last day counted', { nullable: true, example: '2017-05-12' })
  to: string | null;

  @Field.integer('Model version whose days were counted; null when `days` were asked for', {
    minimum: 1,
    nullable: true,
    example: null,
  })
  modelVersion: number | null;
}

export class ReleasesQuery extends ConstrainedQuery {
  @Field.integer('Released within so many days before the newest loaded day, or later', {
    minimum: 1,
    maximum: 365,
    default: 30,
  })
  days: number;
}

class ReleasedSongDto extends NamedSongDto {
  @Field.day('Day of the release', { example: '2017-05-05' })
  released: string;
}

export class NewReleasesDto {
  @Field.id('user', 'Whose singers they are of; null: of all', { nullable: true, example: null })
  userId: string | null;

  @Field.objects(
    () => ReleasedSongDto,
    'Newest first, played by others or not; of a user those of the singers listened to, of a day by how much',
  )
  songs: ReleasedSongDto[];

  @Field.day('Released after this day', { nullable: true, example: '2017-04-12' })
  from: string | null;

  @Field.text('Why the list is empty; null when it is not', { nullable: true, example: null })
  reason: string | null;
}

export class TrendingQuery extends ConstrainedQuery {
  @Field.integer('Newest loaded days that count; as many before are what they are compared with', {
    minimum: 1,
    maximum: 30,
    default: 7,
  })
  days: number;
}

export class TrendingSongDto extends NamedSongDto {
  @Field.count('Users who heard or downloaded it on these days', { example: 204 })
  listeners: number;

  @Field.number(
    'How far its listeners, those of the newest day weighing most, are above what was expected by the days before, in standard deviations',
    { example: 8.31 },
  )
  score: number;
}

export class TrendingSongsDto {
  @Field.objects(() => TrendingSongDto, 'The largest score first, ties by song id')
  songs: TrendingSongDto[];

  @Field.day('First day counted', { nullable: true, example: '2017-05-06' })
  from: string | null;

  @Field.day('Last day counted: the newest that is over', { nullable: true, example: '2017-05-12' })
  to: string | null;

  @Field.values(
    'Days counted, or compared with, of which plays or downloads are missing, damaged or suspiciously few. They lower all songs alike, so no ' +
      'song falls by them, but fewer listeners tell less',
    'string',
    { example: ['2017-05-12'] },
  )
  incompleteDays: string[];

  @Field.text('Why the list is empty; null when it is not', { nullable: true, example: null })
  reason: string | null;
}
