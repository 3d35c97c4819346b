import { retry } from '#clients';
import type { IngestClient, Job } from '#clients';
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

/** How long a service that is restarted may stay away. */
const PATIENCE_MS = 60_000;

/**
 * Sends one archive, from its beginning again when the connection breaks; answers the job that loads it.
 * @param onSent hears how many bytes of this attempt have left
 */
export async function sendArchive(
  client: IngestClient,
  name: string,
  path: string,
  onSent: (bytes: number) => void,
): Promise<Job> {
  // One key for all attempts: they start one job.
  const headers = { 'Content-Type': 'application/octet-stream', 'Idempotency-Key': randomUUID() };
  const send = (): Promise<Job> =>
    client.put('/admin/ingest/archives/{name}', {
      params: { path: { name } },
      headers,
      body: counted(path, onSent),
    });
  return await retry(send, { repeatable: true, patienceMs: PATIENCE_MS });
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
