import { DomainError } from '#common';
import { DAY_MS } from '#common/calendar';
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import {
  access,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rmdir,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { versionOf } from './content-hash.js';

/**
 * The folder of one upload, hidden, so that no load of a folder above finds it. What has another name was not
 * put there by an upload.
 */
const UPLOAD = /^\.upload-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** Of a file that came with its path, which a hidden file of this name has. */
const HASHED_NAME = /^[0-9a-f]{64}$/;
/** The folder is missing or not writable. A full disk has a problem code of its own. */
const UNUSABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR']);

/** A file that has arrived whole. */
export interface ReceivedFile {
  upload: string;
  /** In hexadecimal. */
  sha256: string;
  byteCount: number;
}

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
    return join(this.path, `.upload-${upload}`);
  }

  /**
   * Writes the stream to a file of that name in constant memory, in place of an earlier one. When it has
   * returned, the file is on the disk, also after a power cut; when it throws, nothing of the file stays.
   * @param name its own name, or its path at its sender, see `namesOf`
   * @param into the upload, where other files may wait already
   * @param accept throws when what has arrived is not as it should be
   * @throws DomainError unavailable (uploads_unwritable), the stream's own error, and what `accept` throws
   */
  async receive(
    name: string,
    content: Readable,
    {
      into: upload = randomUUID(),
      accept = () => undefined,
    }: { into?: string | undefined; accept?: (received: ReceivedFile) => void } = {},
  ): Promise<ReceivedFile> {
    const place = this.placeOf(upload);
    // Hidden, so that the load takes no unfinished file for an archive.
    const unfinished = join(place, `.${randomUUID()}`);
    const hash = createHash('sha256');
    let byteCount = 0;
    const hashed = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of source) {
        hash.update(chunk);
        byteCount += chunk.length;
        yield chunk;
      }
    };
    try {
      const made = await mkdir(place, { recursive: true, mode: 0o700 });
      await pipeline(
        // The sender gets an answer also where the file cannot be written and the rest stays unread.
        hashed(content.iterator({ destroyOnReturn: false })),
        createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true }),
      );
      const received = { upload, sha256: hash.digest('hex'), byteCount };
      accept(received);
      const file = fileNameOf(name);
      if (file !== name) await writeFile(join(place, `.${file}`), name, { mode: 0o600, flush: true });
      await rename(unfinished, join(place, file));
      await flushFolder(place);
      if (made !== undefined) await flushFolder(this.path);
      return received;
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

  /** The names or paths that the files of an upload have at their sender, by those that they have here. */
  async namesOf(upload: string): Promise<Map<string, string>> {
    const place = await realpath(this.placeOf(upload));
    const names = new Map<string, string>();
    for (const file of (await readdir(place)).filter((of) => !of.startsWith('.'))) {
      const named = HASHED_NAME.test(file) ? readFile(join(place, `.${file}`), 'utf8') : file;
      names.set(join(place, file), await named);
    }
    return names;
  }

  /** There is an upload of that id. */
  async holds(upload: string): Promise<boolean> {
    return await access(this.placeOf(upload)).then(
      () => true,
      () => false,
    );
  }

  /** The whole files of an upload, each with its version, as {@link remove} takes them. */
  async filesOf(upload: string): Promise<Map<string, string>> {
    const names = (await readdir(this.placeOf(upload))).filter((name) => !name.startsWith('.'));
    return new Map(
      await Promise.all(names.map(async (name) => [name, await this.version(upload, name)] as const)),
    );
  }

  /**
   * Removes the files of an upload, and its folder when nothing else lies there.
   * @param only those files, where they still have that version; not given: all
   */
  async remove(upload: string, only?: ReadonlyMap<string, string>): Promise<void> {
    const place = this.placeOf(upload);
    const removeEach = async (files: Iterable<string>): Promise<void> => {
      for (const file of files) await unlink(join(place, file)).catch(() => undefined);
    };
    const left = async (): Promise<string[]> => await readdir(place).catch(() => []);
    if (only === undefined) await removeEach(await left());
    for (const [file, version] of only ?? [])
      if ((await this.version(upload, file).catch(() => null)) === version) await removeEach([file]);
    // The names of files go last: another file of that name may be arriving.
    const others = await left();
    if (others.every((name) => name.startsWith('.') && HASHED_NAME.test(name.slice(1))))
      await removeEach(others);
    await rmdir(place).catch(() => undefined);
  }

  private async version(upload: string, name: string): Promise<string> {
    return versionOf(await stat(join(this.placeOf(upload), name), { bigint: true }));
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
}

function fileNameOf(name: string): string {
  return name.includes('/') || HASHED_NAME.test(name)
    ? createHash('sha256').update(name).digest('hex')
    : name;
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
    if (files.some((file) => !file.isFile())) return null;
    const places = [place, ...files.map(({ name }) => join(place, name))];
    return Math.max(...(await Promise.all(places.map((path) => stat(path)))).map(({ mtimeMs }) => mtimeMs));
  } catch {
    return null;
  }
}
