import type { JobDto } from '#common';
import { DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { readArchiveName } from '../formats/archive-name.js';
import { ARCHIVE_REASONS } from '../formats/archive-refusal.js';
import { IngestJob } from '../loading/ingest-job.js';
import { promisedDigest } from './content-digest.js';

type Headers = Record<string, string | string[] | undefined>;

/** Takes one archive over HTTP and hands it to the job that loads it. */
@Injectable()
export class UploadService {
  constructor(private readonly job: IngestJob) {}

  /**
   * @param body the request's body as a stream; anything else when there was none
   * @param includeDropped load it even where retention dropped its day
   * @throws DomainError invalid (the reason that refuses the name, empty, digest_malformed, digest_mismatch),
   * unavailable (uploads_unwritable)
   */
  async upload(name: string, body: unknown, headers: Headers, includeDropped: boolean): Promise<JobDto> {
    const archive = readArchiveName(name);
    if (typeof archive === 'string') throw new DomainError('invalid', archive, ARCHIVE_REASONS[archive]);
    const promised = promisedDigest(headers);
    const content = body instanceof Readable ? body : Readable.from([]);
    const upload = await this.job.uploads.receive(name, content, (sha256, bytes) => {
      if (bytes === 0) throw new DomainError('invalid', 'empty', 'The upload has no bytes.');
      if (promised === null || promised === sha256) return;
      throw new DomainError(
        'invalid',
        'digest_mismatch',
        'What arrived does not have the SHA-256 that was promised; send it again.',
        { extra: { sha256 } },
      );
    });
    return await this.job.startUpload(name, upload, includeDropped);
  }
}
