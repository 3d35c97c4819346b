import { Database } from '#common';
import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { hash } from 'node:crypto';
import {
  CLAIM_MESSAGES,
  DELETE_OLD_MESSAGES,
  DISABLE_ENDPOINT,
  FAN_OUT,
  INSERT_MESSAGES,
  LEASE_SECONDS,
  NAME_CONTACTS,
  NOTE_FAILURE,
  RELEASE_MESSAGE,
  SELECT_DUE_ENDPOINTS,
  RECORD_DELIVERED,
  RECORD_FAILED,
} from './delivery.sql.js';
import type { EarlierSecret } from './endpoint.entity.js';
import type { MessageType } from './message-type.js';
import type { SentBodyDto } from './messages.dto.js';
import { nextWaitMs } from './retry-schedule.js';
import type { Attempt } from './webhook-request.js';

/** Parts of one run that are sent to an endpoint at a time. */
const AT_ONCE = 4;
const LOST_AFTER_DAYS = 5;
/** Longer than any wait between attempts. */
const PAUSE_DAYS = 2;
const GONE = 410;
/** Of longer bodies only length and digest are stored. */
const STORED_BYTES = 64 * 1024;

/** What happened, in one message or more. */
interface MessageBody {
  readonly type: MessageType;
  readonly data: object;
  readonly parts?: number;
  /** What it is about: an endpoint gets messages of one subject in their order. Null: it is about nothing else. */
  readonly subject?: string | null;
}

/** A message that this instance has leased, with what an attempt needs of its endpoint. */
export interface LeasedMessage {
  readonly id: string;
  readonly type: MessageType;
  /** Of an audience; null for messages with data. */
  readonly run: number | null;
  readonly part: number;
  readonly parts: number;
  readonly data: object | null;
  readonly createdAt: Date;
  /** This one included. */
  readonly attempts: number;
  /** It was delivered or given up before. */
  readonly isReplay: boolean;
  readonly endpointId: number;
  readonly url: string;
  readonly secret: Buffer;
  readonly earlierSecrets: readonly EarlierSecret[];
}

/**
 * Messages on their way. They are leased by their state, never by a position in a sequence, since a sequence is
 * not in the order of commits.
 */
@Injectable()
export class Outbox {
  constructor(private readonly database: Database) {}

  /**
   * In the transaction that makes the event: a message a part to each endpoint that asks for the type.
   * @param to id of the only endpoint to send to, whatever it asks for
   * @returns ids of the messages
   */
  async enqueue(
    transaction: Pick<Transaction, 'query'>,
    { type, data, parts = 1, subject = null }: MessageBody,
    to: number | null = null,
  ): Promise<string[]> {
    const parameters = [type, JSON.stringify(data), to, parts, subject];
    const rows = await transaction.query<{ id: string }>(INSERT_MESSAGES, parameters);
    const ids = rows.map(({ id }) => id);
    if (type === 'campaign.launched') await transaction.query(NAME_CONTACTS, [ids]);
    return ids;
  }

  /** Makes the messages of one run of an audience. @returns whether there was one */
  async fanOut(): Promise<boolean> {
    return (await this.database.prepared('delivery.fan_out', FAN_OUT, [])).length > 0;
  }

  /** Ids of endpoints with messages to send now. */
  async dueEndpoints(): Promise<number[]> {
    const rows = await this.database.prepared<{ id: number }>('delivery.due', SELECT_DUE_ENDPOINTS, []);
    return rows.map(({ id }) => id);
  }

  /** Messages that may be sent to the endpoint at the same time; no other instance gets them. */
  async lease(endpointId: number): Promise<LeasedMessage[]> {
    const parameters = [endpointId, AT_ONCE, LEASE_SECONDS];
    return await this.database.prepared('delivery.claim', CLAIM_MESSAGES, parameters);
  }

  /** Returns the lease: the attempt was not ended. */
  async release({ id, attempts }: LeasedMessage): Promise<void> {
    await this.database.query(RELEASE_MESSAGE, [id, attempts]);
  }

  async recordDelivered({ id, attempts }: LeasedMessage, attempt: Attempt): Promise<void> {
    await this.database.query(RECORD_DELIVERED, [id, attempts, attempt.status, sentBy(attempt)]);
  }

  /**
   * Plans the next attempt, or gives the message up. The endpoint is disabled when it is gone, or has failed
   * for days; other endpoints get a message of that. A message that found it gone waits until it is enabled.
   * @returns whether the message is dead
   */
  async recordFailed({ id, attempts, endpointId }: LeasedMessage, attempt: Attempt): Promise<boolean> {
    const { status, error, retryAfterMs } = attempt;
    return await this.database.transaction(async (transaction) => {
      const waitMs = nextWaitMs(attempts, retryAfterMs) ?? (status === GONE ? 0 : null);
      const failed = [id, attempts, status, error, waitMs, sentBy(attempt)];
      const finished = await transaction.query(RECORD_FAILED, failed);
      // The lease was lost: what became of the message was decided elsewhere.
      if (finished.length === 0) return false;
      const noted = [endpointId, retryAfterMs, LOST_AFTER_DAYS, PAUSE_DAYS];
      const [endpoint] = await transaction.query<{ isLost: boolean }>(NOTE_FAILURE, noted);
      if (status !== GONE && endpoint?.isLost !== true) return waitMs === null;
      const because =
        status === GONE
          ? 'It answered 410: it wants no more messages.'
          : `Every attempt has failed for ${LOST_AFTER_DAYS} days.`;
      const [disabled] = await transaction.query<object>(DISABLE_ENDPOINT, [endpointId, because]);
      if (disabled !== undefined)
        await this.enqueue(transaction, { type: 'endpoint.disabled', data: { ...disabled, because } });
      return waitMs === null;
    });
  }

  async deleteOlderThan(days: number): Promise<void> {
    await this.database.query(DELETE_OLD_MESSAGES, [days]);
  }
}

/** As the column of what was sent has it; null: there was no request. */
function sentBy({ body }: Attempt): string | null {
  if (body === undefined) return null;
  const sent: SentBodyDto = {
    at: new Date(),
    bytes: body.length,
    sha256: hash('sha256', body),
    body: body.length > STORED_BYTES ? null : body.toString(),
  };
  return JSON.stringify(sent);
}
