import { RawObjectsField } from '#common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const ID_TYPES = [{ type: 'string' }, { type: 'integer' }];

/** Describes an event for the API document; what is sent is read by `readEvent`, event by event. */
class EventDto {
  @ApiProperty({
    description: "The sender's own id of the event, 1 to 100 characters; an id is taken once a day",
    example: 'b7d1c1e2-41',
    maxLength: 100,
  })
  eventId: string;

  @ApiProperty({ description: 'What happened', enum: ['play', 'download', 'search'], example: 'play' })
  kind: 'play' | 'download' | 'search';

  @ApiProperty({
    description:
      'When. Its date, as written, is the day of the event: the offset does not shift it. Not more than a day ahead.',
    example: '2017-05-13T20:15:00+08:00',
  })
  happenedAt: string;

  @ApiProperty({
    description: 'User id; a text, since JSON numbers lose digits beyond 2^53',
    example: '168550892',
    oneOf: ID_TYPES,
  })
  userId: string | number;

  @ApiPropertyOptional({ description: 'ar, ip, mc or wp; any other is stored as other', example: 'ar' })
  device?: string;

  @ApiPropertyOptional({
    description: 'Plays and downloads: the song; left out when it is unknown',
    example: '15249349',
    oneOf: ID_TYPES,
  })
  songId?: string | number;

  @ApiPropertyOptional({ description: 'Plays: song type', example: 0 })
  songType?: number;

  @ApiPropertyOptional({ description: 'Plays and downloads: title', example: '刚好遇见你', maxLength: 1000 })
  title?: string;

  @ApiPropertyOptional({ description: 'Plays and downloads: singer', example: '李玉刚', maxLength: 1000 })
  singer?: string;

  @ApiPropertyOptional({ description: 'Plays: how long it was played, in seconds', example: 200 })
  playSeconds?: number;

  @ApiPropertyOptional({ description: 'Plays: length of the song in seconds; 0 when unknown', example: 202 })
  songSeconds?: number;

  @ApiPropertyOptional({
    description: 'Searches: the query, as plain text',
    example: '李玉刚',
    maxLength: 1000,
  })
  query?: string;

  @ApiPropertyOptional({
    description: 'Plays and downloads: the `recommendationId` of the recommendation that it followed from',
    example: '0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
    maxLength: 100,
  })
  recommendationId?: string;
}

export class EventBatchDto {
  @RawObjectsField(() => EventDto, 'Events, in any order; at most EVENTS_MAX_BATCH (1,000 by default)', {
    minItems: 1,
  })
  events: unknown[];
}

export class EventOutcomeDto {
  @ApiProperty({
    description: 'The id that was sent; null when it was none',
    example: 'b7d1c1e2-41',
    nullable: true,
    type: String,
  })
  eventId: string | null;

  @ApiProperty({
    description: 'accepted: stored; duplicate: this id was stored before; rejected: not stored',
    enum: ['accepted', 'duplicate', 'rejected'],
    example: 'accepted',
  })
  status: 'accepted' | 'duplicate' | 'rejected';

  @ApiProperty({
    description: 'Why it was rejected',
    example: 'user_id_malformed',
    nullable: true,
    type: String,
  })
  reason: string | null;

  @ApiProperty({
    description: 'The reason in a sentence',
    example: 'The user id is not a whole number from 0 to 2^63-1.',
    nullable: true,
    type: String,
  })
  meaning: string | null;

  @ApiProperty({
    description: 'Rules by which fields were repaired or left out',
    example: ['play_seconds_milliseconds'],
    type: [String],
  })
  repaired: string[];
}

export class EventBatchResultDto {
  @ApiProperty({ description: 'Events stored', example: 998 })
  accepted: number;

  @ApiProperty({ description: 'Events that were stored before', example: 1 })
  duplicates: number;

  @ApiProperty({ description: 'Events refused', example: 1 })
  rejected: number;

  @ApiProperty({ description: 'What became of each event, in the order sent', type: [EventOutcomeDto] })
  events: EventOutcomeDto[];
}
