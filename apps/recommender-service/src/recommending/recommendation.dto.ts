import { ApiProperty } from '@nestjs/swagger';

/** What every answer says of the model it comes from. */
class ModelStampDto {
  @ApiProperty({ description: 'Model version that gave the answer', example: 3 })
  modelVersion: number;

  @ApiProperty({
    description: 'Last day of the events behind the answer',
    example: '2017-05-12',
    nullable: true,
    type: String,
  })
  dataTo: string | null;

  @ApiProperty({ description: 'Whether the model was trained on generated sample logs', example: false })
  synthetic: boolean;
}

export class RecommendedSongDto {
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

  @ApiProperty({
    description:
      'als: predicted preference, about 0 to 1. popular: share of users with a history who like the song',
    example: 0.731204,
  })
  score: number;

  @ApiProperty({ description: 'Where it comes from', enum: ['als', 'popular'], example: 'als' })
  source: string;
}

export class SongsForUserDto extends ModelStampDto {
  @ApiProperty({ description: 'User id', example: '168550892' })
  userId: string;

  @ApiProperty({
    description: 'Best first, without songs already played; fewer than asked for when there are no more',
    type: [RecommendedSongDto],
  })
  songs: RecommendedSongDto[];

  @ApiProperty({
    description: 'Why the list is not personal; null when it is',
    example: null,
    nullable: true,
    type: String,
  })
  reason: string | null;
}

export class InterestedUserDto {
  @ApiProperty({ description: 'User id', example: '168550892' })
  userId: string;

  @ApiProperty({
    description: 'Device last used, as the logs name it',
    enum: ['ar', 'ip', 'mc', 'wp', 'other'],
    example: 'ar',
  })
  device: string;

  @ApiProperty({ description: 'Predicted preference, about 0 to 1', example: 0.731204 })
  score: number;

  @ApiProperty({ description: 'Where it comes from', enum: ['als'], example: 'als' })
  source: string;
}

export class UsersForSongDto extends ModelStampDto {
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

  @ApiProperty({
    description: 'Most interested first, without those who have met the song already',
    type: [InterestedUserDto],
  })
  users: InterestedUserDto[];

  @ApiProperty({
    description: 'Why the list is empty; null when it is not',
    example: null,
    nullable: true,
    type: String,
  })
  reason: string | null;
}
