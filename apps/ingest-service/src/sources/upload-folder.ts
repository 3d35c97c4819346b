import { DomainError, SettingsError } from '#common';
import { DAY_MS } from '#common/calendar';
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import {
  access,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rmdir,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readArchiveName } from '../formats/archive-name.js';
import { isBelow } from './archive-files.js';

/** The folder of one upload: what has another name was not put there by an upload. */
const UPLOAD = /^upload-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** The file of an upload that is not whole yet; hidden, so that no load takes it for an archive. */
const UNFINISHED = /^\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Marks an upload whose files a mapping reads, under any names. */
const MAPPED = '.mapped';
/** The folder is missing or not writable. A full disk has a problem code of its own. */
const UNUSABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR']);

/**
 * The folder where uploads wait for their load, each in a folder of its own, so that equal names do not
 * clash. Only the files of an upload and its folder are ever removed: other things may be in there too.
 */
export class UploadFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** Where the files of one upload lie. */
  placeOf(upload: string): string {
    return join(this.path, `upload-${upload}`);
  }

  /**
   * Writes the stream to a file of that name in constant memory, in place of an earlier one. When it has
   * returned, the file is on the disk, also after a power cut; when it throws, nothing of the file stays.
   * @param accept gets the SHA-256 (hexadecimal) and the number of bytes, and throws when they are not as
   * they should
   * @param upload where other files may wait already
   * @param isMapped a mapping reads the file, so that its name is none of an archive
   * @returns the upload's id
   * @throws DomainError unavailable (uploads_unwritable), the stream's own error, and what `accept` throws
   */
  async receive(
    name: string,
    content: Readable,
    accept: (sha256: string, bytes: number) => void,
    upload: string = randomUUID(),
    isMapped = false,
  ): Promise<string> {
    const place = this.placeOf(upload);
    const unfinished = join(place, `.${randomUUID()}`);
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
      const made = await mkdir(place, { recursive: true, mode: 0o700 });
      if (isMapped) await writeFile(join(place, MAPPED), '');
      await pipeline(
        // The sender gets an answer also where the file cannot be written and the rest stays unread.
        hashed(content.iterator({ destroyOnReturn: false })),
        createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true }),
      );
      accept(hash.digest('hex'), bytes);
      await rename(unfinished, join(place, name));
      await flushFolder(place);
      if (made !== undefined) await flushFolder(this.path);
      return upload;
    } catch (error) {
      await unlink(unfinished).catch(() => undefined);
      await rmdir(place).catch(() => undefined);
      if (!UNUSABLE.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      throw new DomainError(
        'unavailable',
        'uploads_unwritable',
        'The upload could not be written: the folder UPLOADS_DIR is missing or not writable.',
        { cause: error },
      );
    }
  }

  /** There is an upload of that id. */
  async holds(upload: string): Promise<boolean> {
    return await access(this.placeOf(upload)).then(
      () => true,
      () => false,
    );
  }

  /** Removes the files of an upload and its folder; what else lies there stays. */
  async remove(upload: string): Promise<void> {
    const place = this.placeOf(upload);
    for (const file of await readdir(place).catch(() => [])) {
      await unlink(join(place, file)).catch(() => undefined);
    }
    await rmdir(place).catch(() => undefined);
  }

  /**
   * Removes uploads that were written more than a day ago.
   * @param open uploads that jobs wait for: they stay, however old they are
   */
  async removeAbandoned(open: ReadonlySet<string>, now = Date.now()): Promise<void> {
    for (const entry of await readdir(this.path, { withFileTypes: true }).catch(() => [])) {
      const upload = UPLOAD.exec(entry.name)?.[1];
      if (upload === undefined || open.has(upload) || !entry.isDirectory()) continue;
      const written = await lastWritten(this.placeOf(upload));
      if (written !== null && now - written > DAY_MS) await this.remove(upload);
    }
  }

  /**
   * Checks that uploads can wait here apart from the logs.
   * @throws SettingsError when what is removed here could be logs, or a load would find uploads among the
   * logs
   */
  async refuseBeside(logsFolder: string): Promise<void> {
    const [uploads, logs] = [await realPlace(this.path), await realPlace(resolve(logsFolder))];
    if (isBelow(uploads, logs)) {
      throw new SettingsError(
        'UPLOADS_DIR must not be the logs folder (LOGS_DIR) or lie above it: name a folder for uploads alone.',
      );
    }
    const isHidden = relative(logs, uploads)
      .split(sep)
      .some((part) => part.startsWith('.'));
    if (isBelow(logs, uploads) && !isHidden) {
      throw new SettingsError(
        'UPLOADS_DIR within the logs folder (LOGS_DIR) must be hidden, its name beginning with a dot: a load would find the uploads.',
      );
    }
  }
}

/** Writes the names in the folder to the disk. */
async function flushFolder(path: string): Promise<void> {
  await using folder = await open(path);
  await folder.sync();
}

/** When the upload in that folder was last written to, in milliseconds; null when it is no upload. */
async function lastWritten(place: string): Promise<number | null> {
  try {
    const files = await readdir(place, { withFileTypes: true });
    const isMapped = files.some(({ name }) => name === MAPPED);
    if (files.some((file) => !file.isFile() || !(isMapped || isOfUpload(file.name)))) return null;
    const places = [place, ...files.map(({ name }) => join(place, name))];
    return Math.max(...(await Promise.all(places.map((path) => stat(path)))).map(({ mtimeMs }) => mtimeMs));
  } catch {
    return null;
  }
}

function isOfUpload(name: string): boolean {
  return UNFINISHED.test(name) || typeof readArchiveName(name) !== 'string';
}

/** The real path of a folder that may not be there yet. */
async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPlace(parent), basename(path));
  }
}
