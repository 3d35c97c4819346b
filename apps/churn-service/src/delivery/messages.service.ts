import { Cursors, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { EndpointsService } from './endpoints.service.js';
import type { MessageDto, MessagePageDto, MessagesQuery, ReplayBody } from './messages.dto.js';
import { MessagesRepository } from './messages.repository.js';
import type { MessageRow } from './messages.repository.js';

const LIST = 'delivery messages';

/** Messages as the API shows them, and those that are sent again. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly messages: MessagesRepository,
    private readonly endpoints: EndpointsService,
    private readonly cursors: Cursors,
  ) {}

  async page(query: MessagesQuery): Promise<MessagePageDto> {
    const { rows, nextCursor } = await this.cursors.page<string, MessageRow>(
      LIST,
      query,
      (after, count) => this.messages.page(query, after, count),
      ({ number }) => number,
    );
    return { messages: rows.map(describe), nextCursor };
  }

  /** @throws DomainError not_found (message_unknown) */
  async get(id: string): Promise<MessageDto> {
    const message = await this.messages.find(id);
    if (message !== null) return describe(message);
    throw new DomainError('not_found', 'message_unknown', `There is no message ${id}.`);
  }

  /** @throws DomainError not_found (message_unknown), conflict (message_not_finished) */
  async replay(id: string): Promise<MessageDto> {
    const isReplayed = (await this.messages.replay({ id })) > 0;
    const message = await this.get(id);
    if (isReplayed) return message;
    throw new DomainError('conflict', 'message_not_finished', 'The message waits or is being sent.');
  }

  /** @returns how many messages @throws DomainError not_found (endpoint_unknown) */
  async replayMany(name: string, { from, to, which }: ReplayBody): Promise<number> {
    const { id: endpointId } = await this.endpoints.find(name);
    const states = which === 'dead' ? (['dead'] as const) : (['dead', 'delivered'] as const);
    const times = { from: from ?? '-infinity', to: to ?? 'infinity' };
    return await this.messages.replay({ endpointId, ...times, states: [...states] });
  }
}

function describe({ number: _number, nextAt, createdAt, deliveredAt, ...message }: MessageRow): MessageDto {
  return {
    ...message,
    nextAt: nextAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    deliveredAt: deliveredAt?.toISOString() ?? null,
  };
}
