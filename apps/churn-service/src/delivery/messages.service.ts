import { answerOf, Cursors, Database, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { REPLAY_MESSAGES, SELECT_MESSAGE, SELECT_MESSAGE_SOURCE, SELECT_MESSAGES } from './delivery.sql.js';
import { EndpointsService } from './endpoints.service.js';
import { MessageContent } from './message-content.js';
import type { MessageSource } from './message-content.js';
import { MessageDto } from './messages.dto.js';
import type { MessageBodyDto, MessagePageDto, MessagesQuery, ReplayBody } from './messages.dto.js';

/** A message with its place in lists. */
type MessageRow = MessageDto & { readonly number: string };

/** Messages as the API shows them, and those that are sent again, under their ids. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly database: Database,
    private readonly endpoints: EndpointsService,
    private readonly cursors: Cursors,
    private readonly content: MessageContent,
  ) {}

  /** Newest first. */
  async page(query: MessagesQuery): Promise<MessagePageDto> {
    const { endpoint = null, state = null } = query;
    const { rows, nextCursor } = await this.cursors.page<string, MessageRow>(
      'delivery messages',
      query,
      (after, count) => this.database.query(SELECT_MESSAGES, [endpoint, state, after, count]),
      ({ number }) => number,
    );
    return { messages: rows.map((row) => answerOf(MessageDto, row)), nextCursor };
  }

  /** @throws DomainError not_found (message_unknown) */
  async get(id: string): Promise<MessageDto> {
    const [row] = await this.database.query<MessageRow>(SELECT_MESSAGE, [id]);
    if (row === undefined) throw messageUnknown(id);
    return answerOf(MessageDto, row);
  }

  /** What was sent last, and what an attempt now would send. @throws DomainError not_found (message_unknown) */
  async body(id: string): Promise<MessageBodyDto> {
    const [source] = await this.database.query<MessageSource & Pick<MessageBodyDto, 'sent'>>(
      SELECT_MESSAGE_SOURCE,
      [id],
    );
    if (source === undefined) throw messageUnknown(id);
    const next = await this.content.body(source);
    return { sent: source.sent, next: JSON.parse(next.toString()) as MessageBodyDto['next'] };
  }

  /** @throws DomainError not_found (message_unknown), conflict (message_being_sent) */
  async replay(id: string): Promise<MessageDto> {
    const replayed = await this.replayed([id, null, null, null, null]);
    const message = await this.get(id);
    if (replayed.includes(id)) return message;
    const sentence = `The message ${id} is being sent: its attempt ends within a minute.`;
    throw new DomainError('conflict', 'message_being_sent', sentence);
  }

  /** @returns how many messages @throws DomainError not_found (endpoint_unknown) */
  async replayMany(name: string, { from, to, which }: ReplayBody): Promise<number> {
    const { id } = await this.endpoints.find(name);
    const states = which === 'finished' ? ['dead', 'delivered'] : [which];
    const times = [from ?? '-infinity', to ?? 'infinity'];
    return (await this.replayed([null, id, ...times, states])).length;
  }

  private async replayed(parameters: unknown[]): Promise<string[]> {
    const rows = await this.database.prepared<{ id: string }>('delivery.replay', REPLAY_MESSAGES, parameters);
    return rows.map(({ id }) => id);
  }
}

function messageUnknown(id: string): DomainError {
  return new DomainError('not_found', 'message_unknown', `There is no message ${id}.`);
}
