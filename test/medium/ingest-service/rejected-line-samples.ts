import type {
  ArchiveDetailDto,
  ArchivePageDto,
  RejectedLineDto,
} from '../../../apps/ingest-service/src/archives/archive.dto.js';
import { READ } from './ingest-app.js';
import type { IngestApp } from './ingest-app.js';

/** Samples of the rejected lines of an archive as the API shows them, in the order of the file. */
export async function rejectedLines(
  ingest: Pick<IngestApp, 'ask'>,
  name: string,
): Promise<(RejectedLineDto & { reason: string })[]> {
  const { archives } = (await ingest.ask<ArchivePageDto>('GET', '/ingest/archives?limit=200', READ)).body;
  const { id } = archives.find((archive) => archive.name === name)!;
  const { rejections } = (await ingest.ask<ArchiveDetailDto>('GET', `/ingest/archives/${id}`, READ)).body;
  return rejections
    .flatMap(({ name: reason, samples }) => samples.map(({ line, text }) => ({ line, text, reason })))
    .sort((a, b) => a.line - b.line);
}
