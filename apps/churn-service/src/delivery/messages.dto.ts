import { CursorPageDto, CursorQuery, Field } from '#common';
import { ALL_MESSAGE_TYPES, MESSAGE_STATES } from './message-type.js';
import type { MessageState, MessageType } from './message-type.js';

const ID = { minLength: 1, maxLength: 100, example: 'msg_2b1f0c7e9d8a4b6f8c1d2e3f4a5b6c7d' } as const;

export class MessageParams {
  @Field.text('Id of a message', ID)
  id: string;
}

export class MessagesQuery extends CursorQuery {
  @Field.text('Of an endpoint; default: all', { optional: true, minLength: 1, maxLength: 63, example: 'crm' })
  endpoint?: string;

  @Field.enum('State of the messages; default: any', MESSAGE_STATES, { optional: true, example: 'dead' })
  state?: MessageState;
}

export class ReplayBody {
  @Field.time('Made from this time on; default: all', { optional: true, example: '2026-11-26T00:00:00Z' })
  from?: string;

  @Field.time('Made up to this time; default: now', { optional: true, example: '2026-11-27T00:00:00Z' })
  to?: string;

  @Field.enum(
    'dead: given up; finished: delivered ones too; waiting: at once, not at their times',
    ['dead', 'finished', 'waiting'],
    { default: 'dead' },
  )
  which: 'dead' | 'finished' | 'waiting';
}

export class ReplayedDto {
  @Field.count('Messages that are sent again', { example: 12 })
  messages: number;
}

export class MessageDto {
  @Field.text('Header `webhook-id` of every attempt', { example: ID.example })
  id: string;

  @Field.text('Name of its endpoint', { example: 'crm' })
  endpoint: string;

  @Field.enum('What happened', ALL_MESSAGE_TYPES, { example: 'audience.changed' })
  type: MessageType;

  @Field.text('Key of the audience that changed; null for other types', {
    nullable: true,
    example: 'at-risk',
  })
  audience: string | null;

  @Field.integer('Run of the audience; null for other types', { nullable: true, minimum: 1, example: 7 })
  run: number | null;

  @Field.integer('Which part of what happened it has', { minimum: 1, example: 1 })
  part: number;

  @Field.integer('Parts of what happened', { minimum: 1, example: 1 })
  parts: number;

  @Field.enum('dead: it is sent again on request alone', MESSAGE_STATES, { example: 'delivered' })
  state: MessageState;

  @Field.count('Attempts so far', { example: 1 })
  attempts: number;

  @Field.time('When the next attempt is due; null: none is planned', { nullable: true, example: null })
  nextAt: Date | null;

  @Field.integer('HTTP status of the last attempt; null: no answer', { nullable: true, example: 204 })
  lastStatus: number | null;

  @Field.text('Why the last attempt failed: the start of its answer', { nullable: true, example: null })
  lastError: string | null;

  @Field.time('When it was made', { example: '2026-11-26T15:00:00.000Z' })
  createdAt: Date;

  @Field.time('When it was delivered', { nullable: true, example: '2026-11-26T15:00:01.000Z' })
  deliveredAt: Date | null;
}

export class SentBodyDto {
  @Field.time('When its attempt ended', { example: '2026-11-26T15:00:00.300Z' })
  at: Date;

  @Field.count('Its length in bytes', { example: 412 })
  bytes: number;

  @Field.text('SHA-256 of its bytes, in hexadecimal', {
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  sha256: string;

  @Field.text('The bytes as a text; null: more than 64 KiB are not stored', {
    nullable: true,
    example: '{"type":"endpoint.test","timestamp":"2026-11-26T15:00:00.000Z","data":{"endpoint":"crm"}}',
  })
  body: string | null;
}

export class MessageBodyDto {
  @Field.object(() => SentBodyDto, 'The last request; null: there was none yet, or users were erased since', {
    nullable: true,
  })
  sent: SentBodyDto | null;

  @Field.map('What an attempt now would send: users who were erased or barred since are in none', true, {
    example: { type: 'endpoint.test' },
  })
  next: Record<string, unknown>;
}

export class MessagePageDto extends CursorPageDto {
  @Field.objects(() => MessageDto, 'Newest first')
  messages: MessageDto[];
}
