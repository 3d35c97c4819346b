import { SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { ChurnSettings } from '../churn.settings.js';
import { EndpointSecrets, validSecrets } from './endpoint-secrets.js';
import { MessageContent } from './message-content.js';
import type { LeasedMessage } from './outbox.js';
import { publicLookup } from './public-address.js';
import { sendOnce } from './webhook-request.js';
import type { Attempt, Connecting } from './webhook-request.js';
import { signedHeaders } from './webhook-signature.js';

/** Shorter than the lease of a message. */
const TIME_LIMIT_MS = 15_000;

/** Carries out one attempt: a signed request. */
@Injectable()
export class Sender {
  private readonly connecting: Connecting;

  constructor(
    @Inject(SETTINGS) settings: ChurnSettings,
    private readonly content: MessageContent,
    private readonly secrets: EndpointSecrets,
  ) {
    const lookup = settings.DELIVERY_ALLOW_PRIVATE ? null : publicLookup();
    this.connecting = { lookup, timeLimitMs: TIME_LIMIT_MS };
  }

  /** Never throws: what fails is the attempt. @param stop ends a request early */
  async send(message: LeasedMessage, stop: AbortSignal): Promise<Attempt> {
    try {
      return await this.request(message, stop);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { status: null, error: reason, retryAfterMs: null };
    }
  }

  private async request(message: LeasedMessage, stop: AbortSignal): Promise<Attempt> {
    const { id, url, secret, earlierSecrets } = message;
    const body = await this.content.body(message);
    const stored = [secret, ...validSecrets(earlierSecrets).map((one) => Buffer.from(one.secret, 'base64'))];
    const secrets = await Promise.all(stored.map((bytes) => this.secrets.decrypt(bytes)));
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'music-box-platform',
      ...signedHeaders(secrets, id, new Date(), body),
    };
    return { ...(await sendOnce({ url, headers, body }, this.connecting, stop)), body };
  }
}
