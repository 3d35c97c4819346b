import { retry, ServiceProblem } from '#clients';
import type { IngestClient, Job } from '#clients';
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { patternsOf } from '../formats/passed-over.js';
import { batchesWithin } from '../loading/batches.js';
import { archivesToSend } from './archives-to-send.js';
import type { LocalArchive } from './archives-to-send.js';
import type { CliOptions } from './command-line.js';
import { addJob, emptyReport } from './load-report.js';
import type { LoadReport } from './load-report.js';
import { mappingToUse } from './named-mapping.js';
import type { ShownProgress } from './progress-text.js';

/**
 * Limits of what one job loads: small archives cost a job more than their lines do, large ones take space.
 */
const BATCH = { count: 500, bytes: 256 * 1024 * 1024 };

type Show = (progress: ShownProgress) => void;

/** Loads what the options name; calls `show` with the progress. */
export async function loadArchives(
  client: IngestClient,
  options: CliOptions,
  show: Show,
): Promise<LoadReport> {
  const report = emptyReport();
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const passOver = await passedOverBy(client);
  const mapping = options.mapping === null ? undefined : await mappingToUse(client, options.mapping);
  if (options.onServer) {
    const { path, replace, verify } = options;
    const body = { path, replace, verify, ...(mapping === undefined ? {} : { mapping: mapping.name }) };
    const job = await client.startJob('/admin/ingest/archives', { body });
    const onProgress = (seen: Job): void => show(shownJob(seen, seconds()));
    addJob(report, options.path, await client.waitForJob(job, { onProgress }));
    return report;
  }
  const archives = await archivesToSend(client, options.path, report, passOver, mapping);
  const meter = new SendMeter(archives, seconds, show);
  for (const batch of batchesWithin(archives, BATCH))
    await loadBatch(client, batch, report, meter, options.replace, mapping?.name);
  return report;
}

/** Sends a batch, the service refusing single archives of it or not, and loads it by one job. */
async function loadBatch(
  client: IngestClient,
  batch: LocalArchive[],
  report: LoadReport,
  meter: SendMeter,
  replace: boolean,
  mapping: string | undefined,
): Promise<void> {
  const upload = randomUUID();
  let sent = 0;
  for (const archive of batch) {
    try {
      await sendArchive(client, upload, archive, (bytes) => meter.sending(archive, bytes), mapping);
      sent++;
    } catch (error) {
      if (!concernsOneArchive(error)) throw error;
      report.failures.push(`${archive.name}: ${(error as Error).message}`);
    }
    meter.sent(archive);
  }
  if (sent > 0) {
    const query = mapping === undefined ? { replace } : { replace, mapping };
    const params = { path: { upload }, query };
    const job = await client.startJob('/admin/ingest/uploads/{upload}', { params });
    const name = batch.length === 1 ? batch[0]!.name : `${batch[0]!.name} and ${batch.length - 1} more`;
    addJob(report, name, await client.waitForJob(job, { onProgress: (seen) => meter.loading(batch, seen) }));
  }
  meter.loaded(batch);
}

/**
 * The file changed or went away since it was found, or the service does not take it: others are still sent.
 */
function concernsOneArchive(error: unknown): boolean {
  return error instanceof ServiceProblem
    ? error.status === 400
    : (error as NodeJS.ErrnoException).syscall === 'open' ||
        (error as NodeJS.ErrnoException).syscall === 'read';
}

/** How far sending and loading are: each is half of an archive's way. */
class SendMeter {
  private bytesSent = 0;
  private bytesLoaded = 0;
  private archivesLoaded = 0;
  private readonly bytes: number;

  constructor(
    private readonly archives: LocalArchive[],
    private readonly seconds: () => number,
    private readonly show: Show,
  ) {
    this.bytes = bytesOf(archives);
  }

  sending(archive: LocalArchive, bytes: number): void {
    this.showDone(this.bytesSent + Math.min(bytes, archive.byteCount), this.bytesLoaded);
  }

  sent(archive: LocalArchive): void {
    this.bytesSent += archive.byteCount;
  }

  loading(batch: LocalArchive[], { progress }: Job): void {
    const loaded = this.bytesLoaded + bytesOf(batch) * (progress.fraction ?? 0);
    this.showDone(this.bytesSent, loaded, countsOf(progress).archivesDone);
  }

  loaded(batch: LocalArchive[]): void {
    this.bytesLoaded += bytesOf(batch);
    this.archivesLoaded += batch.length;
    this.showDone(this.bytesSent, this.bytesLoaded);
  }

  private showDone(sent: number, loaded: number, archivesOfJob = 0): void {
    this.show({
      fraction: this.bytes === 0 ? 1 : (sent + loaded) / 2 / this.bytes,
      archives: this.archives.length,
      archivesDone: this.archivesLoaded + archivesOfJob,
      seconds: this.seconds(),
    });
  }
}

function bytesOf(archives: LocalArchive[]): number {
  return archives.reduce((bytes, { byteCount }) => bytes + byteCount, 0);
}

/**
 * Patterns of the names that the service passes over, before archives are read and sent.
 * @throws when the service is away or refuses the key
 */
async function passedOverBy(client: IngestClient): Promise<string[]> {
  const { settings } = await client.get('/admin/settings', { patienceMs: 0 });
  return patternsOf(settings.find(({ name }) => name === 'LOGS_PASS_OVER')?.value ?? '');
}

function shownJob({ progress }: Job, seconds: number): ShownProgress {
  return { ...countsOf(progress), fraction: progress.fraction ?? 0, seconds };
}

function countsOf({ detail }: Job['progress']): Pick<ShownProgress, 'archives' | 'archivesDone'> {
  const { archives = 0, archivesDone = 0 } = detail as Partial<ShownProgress>;
  return { archives, archivesDone };
}

/** How long a service that is restarted may stay away. */
const PATIENCE_MS = 60_000;

/**
 * Sends one archive of an upload, from its beginning again when the connection breaks.
 * @param mapping name of the mapping that reads it
 * @param onSent gets how many bytes of this attempt were sent
 */
export async function sendArchive(
  client: IngestClient,
  upload: string,
  { name, path, sha256 }: LocalArchive,
  onSent: (bytes: number) => void,
  mapping?: string,
): Promise<void> {
  const headers = { 'Content-Type': 'application/octet-stream', 'X-Checksum-Sha256': sha256 };
  const send = (): Promise<unknown> =>
    client.put('/admin/ingest/uploads/{upload}/{name}', {
      params: { path: { upload, name }, query: mapping === undefined ? {} : { mapping } },
      headers,
      body: counted(path, onSent),
    });
  await retry(send, { repeatable: true, patienceMs: PATIENCE_MS });
}

function counted(path: string, onSent: (bytes: number) => void): ReadableStream<Uint8Array> {
  const chunks = async function* (): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      yield chunk as Buffer;
      bytes += (chunk as Buffer).length;
      onSent(bytes);
    }
  };
  return Readable.toWeb(Readable.from(chunks(), { objectMode: false })) as ReadableStream<Uint8Array>;
}
