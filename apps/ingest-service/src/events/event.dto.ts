import { Field } from '#common';
import { EVENT_WORDS } from '../formats/feedback-line.js';
import type { EventWord } from '../formats/feedback-line.js';

/** Describes an event for the API document; what is sent is read by `readEvent`, event by event. */
class EventDto {
  @Field.text("The sender's own id of the event; an id is taken once a day", {
    minLength: 1,
    maxLength: 100,
    example: 'b7d1c1e2-41',
  })
  eventId: string;

  @Field.enum(
    'What happened, or what the user says: like, dislike, add (to a playlist), follow (a singer); the same with un ' +
      'before it takes it back. A song that was skipped is a skip.',
    EVENT_WORDS,
  )
  kind: EventWord;

  @Field.time(
    'When. Its date, as written, is the day of the event: the offset does not shift it and may be left out. ' +
      'Not more than a day ahead.',
    { example: '2017-05-13T20:15:00+08:00' },
  )
  happenedAt: string;

  @Field.id(
    'user',
    'User id; a text, since JSON numbers lose digits beyond 2^53. The first accepted batch of an empty database fixes whether ids are whole numbers or any texts',
    { example: '168550892' },
  )
  userId: string;

  @Field.text('ar, ip, mc or wp; any other is stored as other', {
    optional: true,
    maxLength: 100,
    example: 'ar',
  })
  device?: string;

  @Field.id(
    'song',
    'The song, but of searches; left out when it is unknown, and where feedback is of a singer',
    {
      optional: true,
      example: '15249349',
    },
  )
  songId?: string;

  @Field.integer('Plays: song type', { optional: true, minimum: 0, maximum: 32_767, example: 0 })
  songType?: number;

  @Field.text('Title, but of searches', { optional: true, maxLength: 1000, example: '刚好遇见你' })
  title?: string;

  @Field.text('Singer, but of searches: the one followed, liked or disliked where `songId` is left out', {
    optional: true,
    maxLength: 1000,
    example: '李玉刚',
  })
  singer?: string;

  @Field.number('Plays: how long it was played, in seconds', { optional: true, minimum: 0, example: 200 })
  playSeconds?: number;

  @Field.number('Plays: length of the song in seconds; 0 when unknown', {
    optional: true,
    minimum: 0,
    example: 202,
  })
  songSeconds?: number;

  @Field.text('Searches: the query, as plain text', { optional: true, maxLength: 1000, example: '李玉刚' })
  query?: string;

  @Field.text('The `recommendationId` of the recommendation that it followed from; not of searches', {
    optional: true,
    maxLength: 100,
    example: '0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
  })
  recommendationId?: string;

  @Field.text('Where it happened, such as home or radio; not of searches', {
    optional: true,
    maxLength: 100,
    example: 'radio',
  })
  scenario?: string;

  @Field.text("The client's id of the session; not of searches", {
    optional: true,
    maxLength: 100,
    example: 's-81',
  })
  session?: string;

  @Field.integer('Place in the list that the song was chosen from; not of searches', {
    optional: true,
    minimum: 1,
    maximum: 32_767,
    example: 3,
  })
  place?: number;
}

export class EventBatchDto {
  @Field.rawObjects(
    () => EventDto,
    'Events, in any order; at most EVENTS_MAX_BATCH (1,000 by default). One that does not match, such as one with a ' +
      'member that its kind does not have, is answered as `rejected`; the others of the batch are stored.',
    { minItems: 1 },
  )
  events: unknown[];
}

const STATUSES = ['accepted', 'duplicate', 'superseded', 'rejected'] as const;

export class EventOutcomeDto {
  @Field.text('The id that was sent; null when it was none', { nullable: true, example: 'b7d1c1e2-41' })
  eventId: string | null;

  @Field.enum(
    'accepted: stored; duplicate: this id was taken before; superseded: its id is taken, and an archive of its day and ' +
      'kind counts for its user; rejected: not stored',
    STATUSES,
  )
  status: (typeof STATUSES)[number];

  @Field.text('Why it was rejected: the first of its problems', {
    nullable: true,
    example: 'user_id_malformed',
  })
  reason: string | null;

  @Field.text('In a sentence; where members are missing, unknown or malformed, a sentence for each problem', {
    nullable: true,
    example: 'The event has a member that events of its kind do not have: "track", "artist".',
  })
  meaning: string | null;

  @Field.values('Rules by which fields were repaired or left out', 'string', {
    example: ['play_seconds_milliseconds'],
  })
  repaired: string[];
}

export class EventBatchResultDto {
  @Field.count('Events stored', { example: 998 })
  accepted: number;

  @Field.count('Events whose id was taken before', { example: 1 })
  duplicates: number;

  @Field.count('Events of users whom a loaded archive of the day has: it counts in their place', {
    example: 0,
  })
  superseded: number;

  @Field.count('Events refused', { example: 1 })
  rejected: number;

  @Field.objects(() => EventOutcomeDto, 'What became of each event, in the order sent')
  events: EventOutcomeDto[];
}
