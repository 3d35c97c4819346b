import type { JobDto } from '#common';
import { DomainError, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { isDayPlausible, readArchiveName } from '../formats/archive-name.js';
import { ARCHIVE_REASONS } from '../formats/archive-refusal.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import { plausibleDays } from '../formats/plausible-day.js';
import type { IngestSettings } from '../ingest.settings.js';
import { IngestJob } from '../loading/ingest-job.js';
import { promisedDigests } from './content-digest.js';

type Headers = Record<string, string | string[] | undefined>;

/** Takes one archive over HTTP and hands it to the job that loads it. */
@Injectable()
export class UploadService {
  constructor(
    private readonly job: IngestJob,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  /**
   * @param body the request's body as a stream; anything else when there was none
   * @param includeDropped load it even where retention dropped its day
   * @throws DomainError invalid (the reason that refuses the name, empty, digest_malformed, digest_mismatch),
   * unavailable (uploads_unwritable)
   */
  async upload(name: string, body: unknown, headers: Headers, includeDropped: boolean): Promise<JobDto> {
    const archive = readArchiveName(name);
    if (typeof archive === 'string') throw refused(archive);
    if (!isDayPlausible(archive, plausibleDays(this.settings, Date.now()))) throw refused('implausible_date');
    const promised = promisedDigests(headers);
    const content = body instanceof Readable ? body : Readable.from([]);
    const upload = await this.job.uploads.receive(name, content, (sha256, bytes) => {
      if (bytes === 0) throw new DomainError('invalid', 'empty', 'The upload has no bytes.');
      if (promised.every((digest) => digest === sha256)) return;
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

function refused(reason: ArchiveReason): DomainError {
  return new DomainError('invalid', reason, ARCHIVE_REASONS[reason]);
}
