import { DomainError, SETTINGS } from '#common';
import type { JobContext } from '#common';
import { bucketPlace } from '#common/bucket';
import type { BucketPlace } from '#common/bucket';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { identityOf } from '../formats/archive-name.js';
import type { PassedOver } from '../formats/passed-over.js';
import type { IngestSettings } from '../ingest.settings.js';
import { LogBucket, ObjectChanged } from '../sources/log-bucket.js';
import type { LogObject } from '../sources/log-bucket.js';
import type { UploadFolder } from '../sources/upload-folder.js';
import { FetchedObjectsRepository } from '../storage/fetched-objects.repository.js';
import { batchesWithin } from './batches.js';

/** Objects are fetched and loaded so many at a time, and so many bytes; a larger object is fetched alone. */
const BATCH = { count: 1_000, bytes: 2 ** 31 };

type Fetched = LogObject & { sha256: string };

/** Loads from the bucket of LOGS_BUCKET what no load has taken yet, late and changed objects too. */
@Injectable()
export class BucketLoads {
  private readonly logger = new Logger('bucket');

  private readonly place: BucketPlace | null;

  constructor(
    @Inject(SETTINGS) private readonly settings: IngestSettings,
    private readonly fetched: FetchedObjectsRepository,
  ) {
    this.place = bucketPlace(settings, 'LOGS_BUCKET');
  }

  /** @throws DomainError not_found (bucket_not_set) */
  assertSet(): BucketPlace {
    if (this.place !== null) return this.place;
    const message = 'The service has no bucket: set LOGS_BUCKET to its address.';
    throw new DomainError('not_found', 'bucket_not_set', message);
  }

  /** Which object it is, in whatever bucket. */
  private placeOf({ key }: LogObject): string {
    return `${new URL(this.assertSet().url).pathname.split('/')[1]!}/${key}`;
  }

  /** @throws DomainError not_found (bucket_not_set) */
  bucket(signal: AbortSignal): LogBucket {
    return new LogBucket(this.assertSet(), this.settings.LOGS_PASS_OVER, signal);
  }

  /**
   * Objects that a load would take, by key. Of several of one archive of Music Box the one that was written last counts.
   * @param isMapped a mapping reads them: each is a file by itself
   * @throws Error with what the bucket answered
   */
  async news(bucket: LogBucket, isMapped: boolean): Promise<LogObject[]> {
    const newest = new Map<string, LogObject>();
    for (const object of await bucket.list()) {
      const identity = isMapped ? object.key : identityOf(posix.basename(object.key));
      const other = newest.get(identity);
      if (other === undefined || object.modifiedMs >= other.modifiedMs) newest.set(identity, object);
    }
    return await this.fetched.newAmong([...newest.values()]);
  }

  /**
   * Fetches what is new, a batch at a time, into a folder of the uploads, and has `load` load each. A batch
   * counts as taken once it is loaded: after a crash it is fetched again, and a known content changes nothing.
   * @returns what the list of the bucket passed over
   */
  async run(
    uploads: UploadFolder,
    context: Pick<JobContext, 'signal' | 'progress'>,
    isMapped: boolean,
    load: (upload: string) => Promise<unknown>,
  ): Promise<PassedOver> {
    const bucket = this.bucket(context.signal);
    const objects = await this.news(bucket, isMapped);
    const total = sumOf(objects);
    let done = 0;
    for (const batch of batchesWithin(objects, BATCH)) {
      const upload = randomUUID();
      try {
        const fetched: Fetched[] = [];
        for (const object of batch) {
          const detail = { objects: objects.length, bytes: total, bytesFetched: done };
          context.progress({ step: 'fetching objects', fraction: done / total, detail });
          const sha256 = await this.fetch(bucket, object, uploads, upload);
          if (sha256 !== null) fetched.push({ ...object, sha256 });
          done += object.byteCount;
        }
        if (fetched.length === 0) continue;
        await load(upload);
        await this.fetched.store(fetched);
      } finally {
        await uploads.remove(upload);
      }
    }
    return bucket.passedOver;
  }

  /** @returns the SHA-256 of what arrived; null where the object has changed: the next load takes it */
  private async fetch(
    bucket: LogBucket,
    object: LogObject,
    uploads: UploadFolder,
    upload: string,
  ): Promise<string | null> {
    try {
      const content = Readable.from(bucket.read(object));
      return (await uploads.receive(this.placeOf(object), content, { into: upload })).sha256;
    } catch (error) {
      if (!(error instanceof ObjectChanged)) throw error;
      this.logger.warn(error.message);
      return null;
    }
  }
}

function sumOf(objects: readonly LogObject[]): number {
  return objects.reduce((sum, { byteCount }) => sum + byteCount, 0);
}
