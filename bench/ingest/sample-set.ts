import {
  closeSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GENERATOR_VERSION, writeSampleLogs } from '#sample-logs';
import { ArchiveReader } from '../../apps/ingest-service/src/sources/archive-reader.js';

export interface SetShape {
  users: number;
  from: string;
  to: string;
}

/** Generated archives as .tar.gz; made once a folder, the same bytes every time. */
export async function packedSet(data: string, { users, from, to }: SetShape): Promise<string> {
  const directory = join(data, `packed-${users}-${from}-${to}-v${GENERATOR_VERSION}`);
  if (!existsSync(join(directory, 'manifest.json'))) {
    await writeSampleLogs({ directory, userCount: users, firstDay: from, lastDay: to, seed: 1 });
  }
  return directory;
}

/** The same logs as plain text. */
export async function plainSet(data: string, shape: SetShape): Promise<string> {
  const packed = await packedSet(data, shape);
  const directory = packed.replace('packed-', 'plain-');
  if (existsSync(join(directory, 'manifest.json'))) return directory;
  mkdirSync(directory, { recursive: true });
  for (const name of archivesOf(packed)) {
    const log = new ArchiveReader(join(packed, name)).chunks();
    await pipeline(
      Readable.from(copied(log), { objectMode: false }),
      createWriteStream(join(directory, name.replace('.tar.gz', ''))),
    );
  }
  await pipeline(
    Readable.from([readFileSync(join(packed, 'manifest.json'))]),
    createWriteStream(join(directory, 'manifest.json')),
  );
  return directory;
}

/** A chunk of the reader holds only until the next one is asked for; the stream writes later. */
async function* copied(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

export function archivesOf(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.includes('.log'));
}

export function bytesOf(folder: string, names = archivesOf(folder)): number {
  return names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/**
 * Bytes of all archives of a packed set when they are unpacked: gzip says so at its end. A truncated one has
 * no end and counts nothing.
 */
export function unpackedBytes(folder: string): number {
  return archivesOf(folder).reduce((sum, name) => {
    const path = join(folder, name);
    const { size } = statSync(path);
    const end = Buffer.alloc(4);
    const file = openSync(path, 'r');
    readSync(file, end, 0, 4, size - 4);
    closeSync(file);
    const unpacked = end.readUInt32LE();
    return unpacked % 512 === 0 && unpacked < 100 * size ? sum + unpacked : sum;
  }, 0);
}
