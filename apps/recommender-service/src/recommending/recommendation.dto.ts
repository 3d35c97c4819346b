import { ApiProperty } from '@nestjs/swagger';
import type { Variant } from '../attribution/assignment.js';
import type { ListSource } from '../freshness/listener.js';
import { ModelStampDto } from './model-stamp.js';

/** A song by what people call it. */
export class NamedSongDto {
  @ApiProperty({ description: 'Song id', example: '15249349' })
  songId: string;

  @ApiProperty({
    description: 'Title; null when no archive names it',
    example: '演员',
    nullable: true,
    type: String,
  })
  title: string | null;

  @ApiProperty({
    description: 'Singer; null when no archive names one',
    example: '薛之谦',
    nullable: true,
    type: String,
  })
  singer: string | null;
}

export class BecauseSongDto extends NamedSongDto {
  @ApiProperty({ description: 'What this song of the own history adds to the score', example: 0.2117 })
  contribution: number;
}

export class RecommendedSongDto extends NamedSongDto {
  @ApiProperty({
    description:
      'als, fold-in: predicted preference, about 0 to 1, comparable within a version. popular: share of users with a history who like the song',
    example: 0.731204,
  })
  score: number;

  @ApiProperty({
    description:
      'als: trained vector. fold-in: a vector made of newer events too. popular: number of listeners',
    enum: ['als', 'fold-in', 'popular'],
    example: 'als',
  })
  source: ListSource;

  @ApiProperty({
    description: 'Up to three songs of the own history that speak most for this one; empty for popular songs',
    type: [BecauseSongDto],
  })
  because: BecauseSongDto[];

  @ApiProperty({
    description: 'What all the rest adds: contributions and rest sum to the score',
    example: 0.31,
  })
  rest: number;
}

/** A list with what it came from. */
export class SongListDto extends ModelStampDto {
  @ApiProperty({
    description: 'Name it when the songs are shown and in the events that follow',
    example: 'r1.3.a.-.168550892.q1QxZp7sT0s',
  })
  recommendationId: string;

  @ApiProperty({
    description: 'Best first, never padded: fewer than asked for when there are no more',
    type: [RecommendedSongDto],
  })
  songs: RecommendedSongDto[];

  @ApiProperty({
    description: 'Why the list is empty or not personal; null when it is neither',
    example: null,
    nullable: true,
    type: String,
  })
  reason: string | null;

  @ApiProperty({
    description: 'Plays and downloads after the training that the list takes into account',
    example: 2,
  })
  freshEvents: number;

  @ApiProperty({
    description: 'Which of two versions on trial answered; null when no trial runs',
    enum: ['control', 'challenger'],
    example: null,
    nullable: true,
    type: String,
  })
  variant: Variant | null;
}

/** What such an answer holds, to be added to. */
export type SongList = Pick<SongListDto, keyof SongListDto>;

export class UserSongsDto extends SongListDto {
  @ApiProperty({ description: 'User id', example: '168550892' })
  userId: string;
}

export type UserSongs = Pick<UserSongsDto, keyof UserSongsDto>;

export class SongsForUserDto extends UserSongsDto {
  @ApiProperty({
    description: 'Send it as `cursor` for the next page; null on the last one',
    example: null,
    nullable: true,
    type: String,
  })
  nextCursor: string | null;
}
