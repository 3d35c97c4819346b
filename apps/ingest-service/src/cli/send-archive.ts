import { retry } from '#clients';
import type { IngestClient } from '#clients';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { LocalArchive } from './archives-to-send.js';

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
