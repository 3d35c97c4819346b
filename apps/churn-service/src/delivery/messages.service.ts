import { answerOf, Cursors, Database, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { REPLAY_MESSAGES } from './delivery.sql.js';
import { EndpointsService } from './endpoints.service.js';
import { MessageContent } from './message-content.js';
import type { MessageSource } from './message-content.js';
import { MessageDto } from './messages.dto.js';
import type { MessageBodyDto, MessagePageDto, MessagesQuery, ReplayBody } from './messages.dto.js';

const MESSAGE_COLUMNS = `m.number, m.id, e.name AS endpoint, m.type, a.key AS audience, m.run_id AS run, m.part, m.parts,
  m.state, m.attempts, CASE WHEN m.state = 'waiting' THEN m.next_at END AS "nextAt", m.last_status AS "lastStatus",
  m.last_error AS "lastError", m.created_at AS "createdAt", m.delivered_at AS "deliveredAt"
  FROM delivery_message m JOIN delivery_endpoint e ON e.id = m.endpoint_id
  LEFT JOIN audience a ON a.id = m.audience_id`;

const SELECT_MESSAGE = `/* delivery.message */ SELECT ${MESSAGE_COLUMNS} WHERE m.id = $1`;

/** What the body of the message $1 is made of, and what was sent last. */
const SELECT_MESSAGE_SOURCE = `/* delivery.message_source */
  SELECT type, run_id AS run, part, parts, data, created_at AS "createdAt", is_replay AS "isReplay",
    sent FROM delivery_message WHERE id = $1`;

/** Newest first: of the endpoint $1 and in the state $2, if given, behind the number $3; at most $4. */
const SELECT_MESSAGES = `/* delivery.messages */
  SELECT ${MESSAGE_COLUMNS}
  WHERE ($1::text IS NULL OR e.name = $1) AND ($2::text IS NULL OR m.state = $2)
    AND ($3::bigint IS NULL OR m.number < $3)
  ORDER BY m.number DESC LIMIT $4`;

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
