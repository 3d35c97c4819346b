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
import { SeenLogsRepository } from '../storage/seen-logs.repository.js';
import type { SeenLog } from '../storage/seen-logs.repository.js';
import { batchesWithin } from './batches.js';

/** Objects are fetched and loaded so many at a time, and so many bytes; a larger object is fetched alone. */
const BATCH = { count: 1_000, bytes: 2 ** 31 };

/** An object that is to be fetched. */
export type NewObject = LogObject & SeenLog;

/** How a load reads objects. */
export interface ObjectReading {
  /** A mapping reads them: each is a file by itself. */
  isMapped: boolean;
  /** By which objects are taken: the mapping and settings that decide what becomes of them. */
  reading: string;
}

/** Loads from the bucket of LOGS_BUCKET what no load has taken yet, late and changed objects too. */
@Injectable()
export class BucketLoads {
  private readonly logger = new Logger('bucket');

  private readonly place: BucketPlace | null;

  constructor(
    @Inject(SETTINGS) private readonly settings: IngestSettings,
    private readonly seen: SeenLogsRepository,
  ) {
    this.place = bucketPlace(settings, 'LOGS_BUCKET');
  }

  /** @throws DomainError not_found (bucket_not_set) */
  assertSet(): BucketPlace {
    if (this.place !== null) return this.place;
    const message = 'The service has no bucket: set LOGS_BUCKET to its address.';
    throw new DomainError('not_found', 'bucket_not_set', message);
  }

  /** @throws DomainError not_found (bucket_not_set) */
  bucket(signal: AbortSignal): LogBucket {
    return new LogBucket(this.assertSet(), this.settings.LOGS_PASS_OVER, signal);
  }

  /**
   * Those of the listed objects that a load would take, by key. Of several of one archive of Music Box the one that was
   * written last counts.
   */
  async news(objects: readonly LogObject[], { isMapped, reading }: ObjectReading): Promise<NewObject[]> {
    // Which object it is, in whatever bucket.
    const [, bucket] = new URL(this.assertSet().url).pathname.split('/');
    const newest = new Map<string, NewObject>();
    for (const object of objects) {
      const identity = isMapped ? object.key : identityOf(posix.basename(object.key));
      const other = newest.get(identity);
      if (other !== undefined && object.modifiedMs < other.modifiedMs) continue;
      newest.set(identity, { ...object, place: `${bucket!}/${object.key}`, version: object.etag });
    }
    return await this.seen.newAmong([...newest.values()], reading);
  }

  /**
   * Fetches what is new, a batch at a time, into a folder of the uploads, and has `load` load each. A batch
   * counts as taken once it is loaded: after a crash it is fetched again, and a known content changes nothing.
   * @param after the key behind which the list begins; absent: all are listed
   * @returns what the list of the bucket passed over
   */
  async run(
    uploads: UploadFolder,
    context: Pick<JobContext, 'signal' | 'progress'>,
    reading: ObjectReading,
    after: string | undefined,
    load: (upload: string) => Promise<unknown>,
  ): Promise<PassedOver> {
    const bucket = this.bucket(context.signal);
    const { objects: listed, passedOver } = await bucket.list(after);
    const objects = await this.news(listed, reading);
    const total = sumOf(objects);
    let done = 0;
    for (const batch of batchesWithin(objects, BATCH)) {
      const upload = randomUUID();
      try {
        const fetched: NewObject[] = [];
        for (const object of batch) {
          const detail = { objects: objects.length, bytes: total, bytesFetched: done };
          context.progress({ step: 'fetching objects', fraction: done / total, detail });
          if (await this.fetch(bucket, object, uploads, upload)) fetched.push(object);
          done += object.byteCount;
        }
        if (fetched.length === 0) continue;
        await load(upload);
        await this.seen.take(fetched, reading.reading);
      } finally {
        await uploads.remove(upload);
      }
    }
    return passedOver;
  }

  /** @returns false where the object has changed: the next load takes it */
  private async fetch(
    bucket: LogBucket,
    object: NewObject,
    uploads: UploadFolder,
    upload: string,
  ): Promise<boolean> {
    try {
      await uploads.receive(object.place, Readable.from(bucket.read(object)), { into: upload });
      return true;
    } catch (error) {
      if (!(error instanceof ObjectChanged)) throw error;
      this.logger.warn(error.message);
      return false;
    }
  }
}

function sumOf(objects: readonly LogObject[]): number {
  return objects.reduce((sum, { byteCount }) => sum + byteCount, 0);
}
