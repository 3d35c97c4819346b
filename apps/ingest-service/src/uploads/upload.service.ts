import type { JobDto } from '#common';
import { DomainError, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { isDayPlausible, readArchiveName } from '../formats/archive-name.js';
import { ARCHIVE_REASONS } from '../formats/archive-refusal.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import { plausibleDays } from '../formats/plausible-day.js';
import type { IngestSettings } from '../ingest.settings.js';
import { ArchiveContents } from '../loading/archive-contents.js';
import type { ArchiveContent } from '../loading/archive-contents.js';
import { IngestJob } from '../loading/ingest-job.js';
import type { RequestedLoad } from '../loading/load-job.dto.js';
import { mappedArchives, readingDigest } from '../mapping/mapped-archive.js';
import { mappingOfFile } from '../mapping/path-columns.js';
import type { ReceivedFile } from '../sources/upload-folder.js';
import { StoredMappings } from '../stored-mappings/stored-mappings.js';
import type { ArchiveContentsDto, UploadedArchiveDto } from './upload-query.dto.js';

type Headers = Record<string, string | string[] | undefined>;

/** Takes archives over HTTP, one or several of one upload, and hands them to the job that loads them. */
@Injectable()
export class UploadService {
  constructor(
    private readonly job: IngestJob,
    private readonly contents: ArchiveContents,
    private readonly mappings: StoredMappings,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  /**
   * @param body the request's body as a stream; anything else when there was none
   * @throws DomainError invalid (the reason that refuses the name, empty, digest_malformed, digest_mismatch),
   * unavailable (uploads_unwritable)
   */
  async upload(name: string, body: unknown, headers: Headers, options: RequestedLoad): Promise<JobDto> {
    const { upload } = await this.receive(name, body, headers, options.mapping);
    return await this.job.startUploaded(name, upload, options);
  }

  /** Adds an archive to the upload, in place of one of that name. Throws as `upload` does. */
  async add(
    upload: string,
    name: string,
    body: unknown,
    headers: Headers,
    mapping: string | undefined,
  ): Promise<UploadedArchiveDto> {
    const { sha256, byteCount } = await this.receive(name, body, headers, mapping, upload);
    return { sha256, byteCount };
  }

  /** Loads all archives of the upload. @throws DomainError not_found (upload_unknown) */
  async load(upload: string, options: RequestedLoad): Promise<JobDto> {
    if (!(await this.job.uploads.holds(upload))) {
      throw new DomainError('not_found', 'upload_unknown', `Nothing waits under the upload ${upload}.`);
    }
    return await this.job.startUpload(upload, options);
  }

  /** Names of those archives of which a load would change nothing. */
  async known({ archives, mapping: named }: ArchiveContentsDto): Promise<string[]> {
    const mapping = named === undefined ? null : await this.mappings.find(named);
    const files = archives.flatMap(({ name, sha256 }): (ArchiveContent & { name: string })[] => {
      if (mapping !== null) {
        const ofFile = mappingOfFile(mapping, name) ?? mapping;
        return mappedArchives(mapping, name).map((archive) => ({
          ...{ name, archive, includeDropped: false, replace: false, content: { sha256 } },
          reading: readingDigest(ofFile, archive.kind),
        }));
      }
      const archive = readArchiveName(name);
      return typeof archive === 'string'
        ? []
        : [{ name, archive, includeDropped: false, replace: false, content: { sha256 }, reading: null }];
    });
    const unchanged = new Set(await this.contents.unchanged(files));
    const changed = new Set(files.filter((file) => !unchanged.has(file)).map(({ name }) => name));
    return [...new Set(files.map(({ name }) => name))].filter((name) => !changed.has(name));
  }

  private async checkName(name: string, mapping: string | undefined): Promise<void> {
    if (mapping !== undefined) {
      if (name.startsWith('/')) {
        const detail = 'A path begins with the name of its machine, such as host:/data/plays.jsonl.';
        throw new DomainError('invalid', 'path_without_machine', detail);
      }
      const found = await this.mappings.find(mapping);
      if (mappedArchives(found, name).length === 0 || mappingOfFile(found, name) === null)
        throw refused('file_not_mapped');
      return;
    }
    const archive = readArchiveName(name);
    if (typeof archive === 'string') throw refused(archive);
    if (!isDayPlausible(archive, plausibleDays(this.settings, Date.now()))) throw refused('implausible_date');
  }

  private async receive(
    name: string,
    body: unknown,
    headers: Headers,
    mapping: string | undefined,
    into?: string,
  ): Promise<ReceivedFile> {
    await this.checkName(name, mapping);
    const promised = promisedDigest(headers);
    const content = body instanceof Readable ? body : Readable.from([]);
    const accept = ({ sha256, byteCount }: UploadedArchiveDto): void => {
      if (byteCount === 0) throw new DomainError('invalid', 'empty', 'The upload has no bytes.');
      if (promised === null || promised === sha256) return;
      throw new DomainError(
        'invalid',
        'digest_mismatch',
        'What arrived does not have the SHA-256 that was promised; send it again.',
        { extra: { sha256 } },
      );
    };
    return await this.job.uploads.receive(name, content, { into, accept });
  }
}

/**
 * The SHA-256 that the sender states, in hexadecimal; null: none.
 * @throws DomainError invalid (digest_malformed)
 */
function promisedDigest(headers: Headers): string | null {
  const stated = headers['x-checksum-sha256'];
  if (stated === undefined) return null;
  if (/^[0-9a-f]{64}$/i.test(String(stated))) return String(stated).toLowerCase();
  throw new DomainError('invalid', 'digest_malformed', 'X-Checksum-Sha256 has 64 hexadecimal digits.');
}

function refused(reason: ArchiveReason): DomainError {
  return new DomainError('invalid', reason, ARCHIVE_REASONS[reason]);
}
