import { Field, JoinedType, UserIdParams } from '#common';
import { BOOSTS_OF_QUERY, ConstraintsQuery } from '../../answers/constraints/constraints.dto.js';
import { ROW_SOURCES } from '../../answers/recommendation-id.js';
import { SongsLeftDto } from '../../answers/recommendation.dto.js';
import { ModelStampDto } from '../../answers/model-stamp.js';
import { NamedSongDto } from '../../registry/named-song.dto.js';
import { SingerDto } from '../singers/singers.dto.js';

export const ROW_KINDS = ['made_for_you', ...ROW_SOURCES] as const;
export type RowKind = (typeof ROW_KINDS)[number];

export class HomeQuery extends ConstraintsQuery {
  @Field.text(...BOOSTS_OF_QUERY)
  boosts?: string;

  @Field.integer('Songs in each row', { minimum: 1, maximum: 50, default: 10 })
  limit: number;
}

export class HomeRowDto {
  @Field.enum(
    'made_for_you: as GET /recommend/:userId. again, forgotten: as GET /recommend/:userId/again. because_you_played: like a favourite. ' +
      'singers_you_like: new songs of the singers whom the user has listened to most. releases_for_you: as GET /recommend/:userId/releases. trending, new_releases: as GET /recommend/trending, /releases',
    ROW_KINDS,
    { example: 'made_for_you' },
  )
  kind: RowKind;

  @Field.object(() => NamedSongDto, 'because_you_played: the favourite; else null', { nullable: true })
  becauseOf: NamedSongDto | null;

  @Field.objects(() => SingerDto, 'singers_you_like: who they are, most listened to first; else empty')
  singers: SingerDto[];

  @Field.text('Name it when the songs of the row are shown and in the events that follow', {
    example: 'r1.3.a.-.168550892.q1QxZp7sT0s.Vt0s3mYc1bJx2nQwPzKfRg',
  })
  recommendationId: string;

  @Field.objects(() => NamedSongDto, 'Best first; none of them is in a row above')
  songs: NamedSongDto[];
}

export class HomeDto extends JoinedType(UserIdParams, ModelStampDto, SongsLeftDto) {
  @Field.objects(() => HomeRowDto, 'From the top of the page; rows without songs are left out')
  rows: HomeRowDto[];
}
