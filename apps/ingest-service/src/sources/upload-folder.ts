import { DomainError } from '#common';
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const DAY_MS = 86_400_000;
/** As `randomUUID` writes it: what has another name was not put there by an upload. */
const UPLOAD = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Missing or not writable: the operator's to mend, not the caller's. A full disk has a problem of its own. */
const UNUSABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR']);

/** The folder where uploads wait for their load, each in a folder of its own, so that equal names do not meet. */
export class UploadFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** Where the files of one upload lie. */
  placeOf(upload: string): string {
    return join(this.path, upload);
  }

  /**
   * Writes the stream to a file of that name in constant memory. When anything goes wrong nothing of it stays.
   * @param accept gets the SHA-256 (hexadecimal) and the number of bytes, and throws when they are not as they should
   * @returns the upload's id
   * @throws DomainError unavailable (uploads_unwritable), the stream's own error, and what `accept` throws
   */
  async receive(
    name: string,
    content: Readable,
    accept: (sha256: string, bytes: number) => void,
  ): Promise<string> {
    const upload = randomUUID();
    const place = this.placeOf(upload);
    const hash = createHash('sha256');
    let bytes = 0;
    const hashed = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of source) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    };
    try {
      await mkdir(place, { recursive: true, mode: 0o700 });
      await pipeline(content, hashed, createWriteStream(join(place, name), { flags: 'wx', mode: 0o600 }));
      accept(hash.digest('hex'), bytes);
      return upload;
    } catch (error) {
      await this.remove(upload);
      if (!UNUSABLE.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      throw new DomainError(
        'unavailable',
        'uploads_unwritable',
        'The upload could not be written: the folder UPLOADS_DIR is missing or not writable.',
        { cause: error },
      );
    }
  }

  async remove(upload: string): Promise<void> {
    await rm(this.placeOf(upload), { recursive: true, force: true }).catch(() => undefined);
  }

  /** Removes what a killed process left behind: uploads that no job of today can be waiting for. */
  async removeAbandoned(now = Date.now()): Promise<void> {
    const uploads = await readdir(this.path).catch(() => []);
    for (const upload of uploads.filter((name) => UPLOAD.test(name))) {
      const status = await stat(this.placeOf(upload)).catch(() => null);
      if (status !== null && now - status.mtimeMs > DAY_MS) await this.remove(upload);
    }
  }
}
