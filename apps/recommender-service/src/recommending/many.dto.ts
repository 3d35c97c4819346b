import { IsEntityId } from '#common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { UserSongsDto } from './recommendation.dto.js';

/** Most users of one batch. */
const MOST_USERS = 200;
/** Most events of a guest. */
const MOST_EVENTS = 1_000;
const MOST_IDS = 500;

export class BatchBody {
  @ApiProperty({
    description: `User ids, 1 to ${MOST_USERS}; one that is named twice is answered twice`,
    example: ['168550892', '168540348'],
    type: [String],
    maxItems: MOST_USERS,
  })
  @IsArray({ message: 'userIds must be a list' })
  @ArrayMinSize(1, { message: 'userIds must name at least one user' })
  @ArrayMaxSize(MOST_USERS, { message: `userIds holds at most ${MOST_USERS} users` })
  @IsEntityId({ each: true })
  userIds: string[];

  @ApiPropertyOptional({
    description: 'Songs for each user',
    minimum: 1,
    maximum: 100,
    default: 20,
    example: 20,
  })
  @IsOptional()
  @IsInt({ message: 'limit must be a whole number' })
  @Min(1, { message: 'limit must be at least 1' })
  @Max(100, { message: 'limit must be at most 100' })
  limit: number = 20;

  @ApiPropertyOptional({
    description: 'Whether songs already played may be in the lists',
    default: false,
    example: false,
  })
  @IsOptional()
  @IsBoolean({ message: 'includePlayed must be true or false' })
  includePlayed: boolean = false;
}

export class BatchDto {
  @ApiProperty({
    description:
      'One list for each id, in the order of the ids; a user of whom nothing is known gets popular songs, marked as such. An id named ' +
      'twice has the same list twice, each with a recommendationId of its own',
    type: [UserSongsDto],
  })
  users: UserSongsDto[];
}

export class GuestEventDto {
  @ApiProperty({ description: 'Song id', example: '15249349' })
  @IsEntityId()
  songId: string;

  @ApiPropertyOptional({
    description: 'Kind of event',
    enum: ['play', 'download'],
    default: 'play',
    example: 'play',
  })
  @IsOptional()
  @IsIn(['play', 'download'], { message: 'kind must be play or download' })
  kind: 'play' | 'download' = 'play';

  @ApiPropertyOptional({
    description: 'Share of the song that was heard, 0 to 1; without it a play counts as one to the end',
    example: 0.8,
    minimum: 0,
    maximum: 1,
    default: 1,
  })
  @IsOptional()
  @IsNumber({}, { message: 'playedShare must be a number' })
  @Min(0, { message: 'playedShare must be from 0 to 1' })
  @Max(1, { message: 'playedShare must be from 0 to 1' })
  playedShare: number = 1;
}

export class GuestBody {
  @ApiProperty({
    description: `What the guest has played and downloaded, at most ${MOST_EVENTS}`,
    type: [GuestEventDto],
  })
  @IsArray({ message: 'events must be a list' })
  @ArrayMaxSize(MOST_EVENTS, { message: `events holds at most ${MOST_EVENTS} events` })
  @ValidateNested({ each: true })
  @Type(() => GuestEventDto)
  events: GuestEventDto[];

  @ApiPropertyOptional({ description: 'How many songs', minimum: 1, maximum: 200, default: 20, example: 20 })
  @IsOptional()
  @IsInt({ message: 'limit must be a whole number' })
  @Min(1, { message: 'limit must be at least 1' })
  @Max(200, { message: 'limit must be at most 200' })
  limit: number = 20;

  @ApiPropertyOptional({
    description: 'Song ids to leave out',
    type: [String],
    example: ['6468891'],
    maxItems: MOST_IDS,
  })
  @IsOptional()
  @IsArray({ message: 'exclude must be a list' })
  @ArrayMaxSize(MOST_IDS, { message: `exclude holds at most ${MOST_IDS} ids` })
  @IsEntityId({ each: true })
  exclude: string[] = [];

  @ApiPropertyOptional({
    description: 'Whether songs of the events may be in the list',
    default: false,
    example: false,
  })
  @IsOptional()
  @IsBoolean({ message: 'includePlayed must be true or false' })
  includePlayed: boolean = false;

  @ApiPropertyOptional({
    description: 'From 0, best first, to 1, different ones first',
    minimum: 0,
    maximum: 1,
    default: 0,
    example: 0.3,
  })
  @IsOptional()
  @IsNumber({}, { message: 'diversity must be a number' })
  @Min(0, { message: 'diversity must be from 0 to 1' })
  @Max(1, { message: 'diversity must be from 0 to 1' })
  diversity: number = 0;
}
