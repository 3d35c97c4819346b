import { SETTINGS } from '#common';
import { bucketPlace } from '#common/bucket';
import type { BucketPlace } from '#common/bucket';
import { Inject, Injectable } from '@nestjs/common';
import type { ChurnSettings } from '../churn.settings.js';
import { changeFile, storeInBucket, storeInFolder } from './change-files.js';
import { EndpointSecrets, validSecrets } from './endpoint-secrets.js';
import { MessageContent } from './message-content.js';
import type { Change } from './message-content.js';
import { fileTargetOf } from './message-type.js';
import type { FileTarget } from './message-type.js';
import type { LeasedMessage } from './outbox.js';
import { publicLookup } from './public-address.js';
import { sendOnce } from './webhook-request.js';
import type { Attempt, Connecting } from './webhook-request.js';
import { signedHeaders } from './webhook-signature.js';

/** Both are shorter than the lease of a message. */
const TIME_LIMIT_MS = 15_000;
const FILE_TIME_LIMIT_MS = 50_000;

/** Carries out one attempt: a signed request, or a file of a folder or bucket. */
@Injectable()
export class Sender {
  private readonly connecting: Connecting;
  private readonly bucket: BucketPlace | null;

  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly content: MessageContent,
    private readonly secrets: EndpointSecrets,
  ) {
    const lookup = settings.DELIVERY_ALLOW_PRIVATE ? null : publicLookup();
    this.connecting = { lookup, timeLimitMs: TIME_LIMIT_MS };
    this.bucket = bucketPlace(settings, 'DELIVERY_BUCKET');
  }

  /** Never throws: what fails is the attempt. @param stop ends a request early */
  async send(message: LeasedMessage, stop: AbortSignal): Promise<Attempt> {
    const files = fileTargetOf(message.url);
    try {
      return await (files === null ? this.request(message, stop) : this.write(message, files, stop));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { status: null, error: reason, retryAfterMs: null };
    }
  }

  private async request(message: LeasedMessage, stop: AbortSignal): Promise<Attempt> {
    const { id, url, secret, earlierSecrets } = message;
    const body = await this.content.body(message);
    const stored = [secret!, ...validSecrets(earlierSecrets).map((one) => Buffer.from(one.secret, 'base64'))];
    const secrets = await Promise.all(stored.map((bytes) => this.secrets.decrypt(bytes)));
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'music-box-platform',
      ...signedHeaders(secrets, id, new Date(), body),
    };
    return { ...(await sendOnce({ url, headers, body }, this.connecting, stop)), body };
  }

  private async write(
    message: LeasedMessage,
    { setting, format }: FileTarget,
    stop: AbortSignal,
  ): Promise<Attempt> {
    const { run, id, attempts, isReplay } = message;
    const signal = AbortSignal.any([stop, AbortSignal.timeout(FILE_TIME_LIMIT_MS)]);
    const [of, changes] =
      run === null
        ? [
            { audience: 'erased', snapshot: message.createdAt.toISOString().slice(0, 10), run: id },
            erasedUsers(message),
          ]
        : [await this.content.run(run), this.content.changesOf(run, isReplay)];
    const file = changeFile(of, format, untilAborted(changes, signal));
    const folder = this.settings.DELIVERY_FOLDER;
    if (setting === 'DELIVERY_BUCKET' && this.bucket !== null) await storeInBucket(this.bucket, file, signal);
    else if (setting === 'DELIVERY_FOLDER' && folder !== undefined)
      await storeInFolder(folder, file, { attempt: `${id}-${attempts}`, signal });
    else throw new Error(`${setting} is not set.`);
    return { status: null, error: null, retryAfterMs: null };
  }
}

/** As changes of no audience, in one batch. */
function erasedUsers({ id, data }: LeasedMessage): Change[][] {
  const { users } = data as { users: string[] };
  return [users.map((userId) => ({ id, userId, entered: false, probability: null, reason: 'erased' }))];
}

/** @throws what the signal was aborted with, between two batches */
async function* untilAborted<T>(
  batches: AsyncIterable<T> | Iterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  for await (const batch of batches) {
    signal.throwIfAborted();
    yield batch;
  }
}
