import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { INSERT_MESSAGES } from './delivery.sql.js';
import type { MessageType } from './message-type.js';

/** The content of one message. */
export interface MessagePart {
  readonly data: object;
  /**
   * Users whom the message names, by internal ids, with further members of each: `data.users` of its body.
   * They are stored apart: an attempt after the erasure of a user does not name the user.
   */
  readonly users?: readonly NamedUser[];
}

interface NamedUser {
  readonly userId: string;
  readonly [member: string]: unknown;
}

/** Writes messages to the outbox. Those of audiences are made from their runs, without a call. */
@Injectable()
export class Deliveries {
  /**
   * In the transaction that makes the event: a message a part to each endpoint that asks for the type.
   * @param to id of the only endpoint to send to, whatever it asks for
   * @returns ids of the messages
   */
  async enqueue(
    transaction: Pick<Transaction, 'query'>,
    { type, parts }: { type: MessageType; parts: readonly MessagePart[] },
    to: number | null = null,
  ): Promise<string[]> {
    const ids: string[] = [];
    for (const [at, { data, users = [] }] of parts.entries()) {
      const rows = await transaction.query<{ id: string }>(INSERT_MESSAGES, [
        type,
        JSON.stringify(data),
        to,
        at + 1,
        parts.length,
        users.map(({ userId }) => userId),
        users.map(({ userId: _userId, ...detail }) => JSON.stringify(detail)),
      ]);
      ids.push(...rows.map(({ id }) => id));
    }
    return ids;
  }
}
