import { Field, JoinedType, UserIdParams } from '#common';
import { VARIANTS } from '../registry/served-models.js';
import type { Variant } from '../registry/served-models.js';
import { SOURCES } from '../listener/listener.js';
import { NamedSongDto } from '../registry/named-song.dto.js';
import { ModelStampDto } from './model-stamp.js';

/** Where a song of a list comes from. */
const SONG_SOURCES = [...SOURCES, 'singer', 'explored', 'again'] as const;

export class BecauseSongDto extends NamedSongDto {
  @Field.number('What this song of the own history adds to the score', { example: 0.2117 })
  contribution: number;
}

export class RecommendedSongDto extends NamedSongDto {
  @Field.number(
    'model, fold-in: predicted preference, about 0 to 1, comparable within a version. popular: share of the users of the newest 30 days ' +
      'who heard the song. again: as GET /recommend/:userId/again',
    { example: 0.731204 },
  )
  score: number;

  @Field.enum(
    'model: as it was trained. fold-in: newer events count too. popular: number of listeners. next: songs just heard. singer: a new song, or one that hardly ' +
      'anybody has heard, which stands where other songs of its singer, or with its properties, do. explored: a song with few plays, drawn for RECOMMENDER_EXPLORATION. again: played already, in a list that was asked for with includePlayed=mix',
    SONG_SOURCES,
    { example: 'model' },
  )
  source: (typeof SONG_SOURCES)[number];

  @Field.objects(
    () => BecauseSongDto,
    'Up to three songs of the own history that speak most for this one; empty for popular songs',
    { maxItems: 3 },
  )
  because: BecauseSongDto[];

  @Field.number('What all the rest adds: contributions and rest sum to the score', { example: 0.31 })
  rest: number;
}

export class SongsLeftDto {
  @Field.count(
    'Songs that what was asked of songs and their availability leave; null: all, since nothing was asked',
    { nullable: true, example: null },
  )
  songsLeft: number | null;
}

/** A list with what it came from. */
export class SongListDto extends JoinedType(ModelStampDto, SongsLeftDto) {
  @Field.text('Name it when the songs are shown and in the events that follow', {
    example: 'r1.3.a.-.168550892.q1QxZp7sT0s.Vt0s3mYc1bJx2nQwPzKfRg',
  })
  recommendationId: string;

  @Field.objects(
    () => RecommendedSongDto,
    'Best first, never padded: fewer than asked for when there are no more',
  )
  songs: RecommendedSongDto[];

  @Field.text('Why the list is empty or not personal; null when it is neither', {
    nullable: true,
    example: null,
  })
  reason: string | null;

  @Field.count('Plays and downloads after the training that the list takes into account', { example: 2 })
  freshEvents: number;

  @Field.enum('Which version of an experiment answered; null when none runs', VARIANTS, {
    nullable: true,
    example: null,
  })
  variant: Variant | null;
}

export class UserSongsDto extends JoinedType(UserIdParams, SongListDto) {}

export class AnsweringScenarioDto {
  @Field.text('Name of the scenario', { example: 'home' })
  name: string;

  @Field.integer('The version that answered', { minimum: 1, example: 2 })
  version: number;

  @Field.text('Why its fallback answered; null: its source and conditions did', {
    nullable: true,
    example: 'The scenario leaves 3 songs, fewer than 20: its fallback answers.',
  })
  fallback: string | null;
}

export class SongsForUserDto extends UserSongsDto {
  @Field.text('Send it as `cursor` for the next page; null on the last one', {
    nullable: true,
    example: null,
  })
  nextCursor: string | null;

  @Field.object(() => AnsweringScenarioDto, 'The scenario that was asked for; null without', {
    nullable: true,
  })
  scenario: AnsweringScenarioDto | null;
}
