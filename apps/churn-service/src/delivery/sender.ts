import { SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { ChurnSettings } from '../settings.js';
import { writeChanges } from './change-files.js';
import { EndpointSecrets } from './endpoint-secrets.js';
import { MessageContent } from './message-content.js';
import { fileFormatOf } from './message-type.js';
import type { FileFormat } from './message-type.js';
import type { LeasedMessage } from './outbox.js';
import { publicLookup } from './public-address.js';
import { sendOnce } from './webhook-request.js';
import type { Attempt, Connecting } from './webhook-request.js';
import { signedHeaders } from './webhook-signature.js';

/** Shorter than the lease of a message. */
const TIME_LIMIT_MS = 15_000;

/** Carries out one attempt: a signed request, or a file. */
@Injectable()
export class Sender {
  private readonly connecting: Connecting;

  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly content: MessageContent,
    private readonly secrets: EndpointSecrets,
  ) {
    const lookup = settings.DELIVERY_ALLOW_PRIVATE ? null : publicLookup();
    this.connecting = { lookup, timeLimitMs: TIME_LIMIT_MS };
  }

  /** Never throws: what fails is the attempt. @param stop ends a request early */
  async send(message: LeasedMessage, stop: AbortSignal): Promise<Attempt> {
    const format = fileFormatOf(message.url);
    try {
      return await (format === null ? this.request(message, stop) : this.write(message, format));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { status: null, error: reason, retryAfterMs: null };
    }
  }

  private async request(message: LeasedMessage, stop: AbortSignal): Promise<Attempt> {
    const { id, url, secret, previousSecret } = message;
    const body = await this.content.body(message);
    const stored = [secret, previousSecret].filter((bytes) => bytes !== null);
    const secrets = await Promise.all(stored.map((bytes) => this.secrets.decrypt(bytes)));
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'music-box-platform',
      ...signedHeaders(secrets, id, new Date(), body),
    };
    return await sendOnce({ url, headers, body }, this.connecting, stop);
  }

  private async write({ run, id, attempts }: LeasedMessage, format: FileFormat): Promise<Attempt> {
    const folder = this.settings.DELIVERY_FOLDER;
    if (folder === undefined) throw new Error('DELIVERY_FOLDER is not set.');
    if (run === null) throw new Error('Files are written of changes of audiences alone.');
    const target = { folder, format, attempt: `${id}-${attempts}` };
    await writeChanges(target, await this.content.run(run), this.content.changesOf(run));
    return { status: null, error: null, retryAfterMs: null };
  }
}
