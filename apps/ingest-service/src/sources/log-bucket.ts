import { bucketProblem, openBucket, statusOf } from '#common/bucket';
import type { BucketPlace } from '#common/bucket';
import { countPassedOver, passedOverBy, WITHOUT_BYTES } from '../formats/passed-over.js';
import type { PassedOver } from '../formats/passed-over.js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3mini } from 's3mini';

/** An object of the bucket. */
export interface LogObject {
  key: string;
  /** Without quotes. Of an object that was written in parts it is no MD5. */
  etag: string;
  byteCount: number;
  modifiedMs: number;
}

export interface BucketList {
  objects: LogObject[];
  passedOver: PassedOver;
  /** Behind which a further list may begin; null: the bucket does not list by key. */
  lastKey: string | null;
}

/** The object was replaced or removed after it was listed. */
export class ObjectChanged extends Error {}

const PAGE = 1_000;
/** A request that fails is repeated; a read goes on behind the last byte that arrived. */
const MOST_FAILURES = 20;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 10_000;
/** Requests that no repetition helps. */
const FINAL = new Set([400, 401, 403, 404, 405, 410]);

/** Reads the objects below a prefix of a bucket by the S3 protocol. */
export class LogBucket {
  private readonly client: S3mini;
  private readonly prefix: string;

  /**
   * @param passOver patterns of the names of objects and folders that are passed over
   * @param signal ends every request
   */
  constructor(
    private readonly place: BucketPlace,
    private readonly passOver: readonly string[],
    private readonly signal: AbortSignal,
  ) {
    ({ client: this.client, prefix: this.prefix } = openBucket(place, signal));
  }

  /**
   * All objects below the prefix but those that are passed over, by key.
   * @param after the key behind which the list begins
   * @throws Error with what the bucket answered
   */
  async list(after?: string): Promise<BucketList> {
    const objects: LogObject[] = [];
    const passedOver: PassedOver = {};
    const from = after === undefined ? {} : { 'start-after': after };
    let last = Buffer.from(after ?? '');
    let ascends = true;
    let token: string | undefined;
    do {
      const page = await this.repeated(() =>
        this.client.listObjectsPaged('/', this.prefix, PAGE, token, from),
      );
      if (!page?.objects) throw new Error('There is no such bucket.');
      for (const { Key: key, ETag, Size: byteCount, LastModified } of page.objects) {
        const bytes = Buffer.from(key);
        ascends &&= last.compare(bytes) < 0;
        last = bytes;
        const reason = byteCount === 0 ? WITHOUT_BYTES : this.reasonToPassOver(key);
        if (reason !== null) {
          // An object whose key ends in a slash is a folder.
          if (!key.endsWith('/')) countPassedOver(passedOver, reason);
          continue;
        }
        const etag = this.client.sanitizeETag(ETag);
        objects.push({ key, etag, byteCount, modifiedMs: LastModified.getTime() });
      }
      token = page.nextContinuationToken;
    } while (token !== undefined);
    objects.sort((a, b) => (a.key < b.key ? -1 : 1));
    return { objects, passedOver, lastKey: ascends ? last.toString() : null };
  }

  /**
   * The bytes of the object as it was listed, whole, however often the connection is cut.
   * @throws ObjectChanged; Error with what the bucket answered
   */
  async *read({ key, etag, byteCount }: LogObject): AsyncGenerator<Buffer> {
    let at = 0;
    let failures = 0;
    while (at < byteCount) {
      const before = at;
      try {
        const options = { 'if-match': `"${etag}"` };
        const { body, status } = await this.client.getObjectRaw(key, false, at, undefined, options);
        if (status !== 206 && at > 0) throw new Error('The bucket does not answer ranges.');
        for await (const chunk of body as AsyncIterable<Uint8Array>) {
          at += chunk.length;
          yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
        }
        if (at === before) throw new Error('The bucket answers without the bytes of the object.');
      } catch (error) {
        if (statusOf(error) === 412 || statusOf(error) === 404) {
          throw new ObjectChanged(`${key} has changed since it was listed.`, { cause: error });
        }
        failures = at > before ? 1 : failures + 1;
        await this.waitAfter(error, failures);
      }
    }
    if (at > byteCount) throw new ObjectChanged(`${key} has more bytes than were listed.`);
  }

  /** The pattern that a name in the key is like, below the folder that the prefix names. */
  private reasonToPassOver(key: string): string | null {
    const names = key.slice(this.prefix.lastIndexOf('/') + 1).split('/');
    return names.map((name) => passedOverBy(name, this.passOver)).find((reason) => reason !== null) ?? null;
  }

  private async repeated<Value>(request: () => Promise<Value>): Promise<Value> {
    for (let failures = 1; ; failures++) {
      try {
        return await request();
      } catch (error) {
        await this.waitAfter(error, failures);
      }
    }
  }

  /** @throws the error where no repetition would help, or enough failed */
  private async waitAfter(error: unknown, failures: number): Promise<void> {
    this.signal.throwIfAborted();
    if (FINAL.has(statusOf(error) ?? 0) || failures >= MOST_FAILURES) {
      throw new Error(bucketProblem(error, this.place, 'read'), { cause: error });
    }
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
    await sleep(longest * (0.5 + Math.random() / 2), undefined, { signal: this.signal });
  }
}
