import { writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { constants, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { compactDate, dateOf } from './calendar.js';
import type { EventKind, Part } from './holes.js';

/** The kinds in the original names. */
const WORDS: Record<EventKind, string> = { play: 'play', download: 'down', search: 'search' };

/** Name of an archive, `YYYYMMDD_<part>_<kind>.log.tar.gz`. */
export function archiveName(day: number, part: Part, kind: EventKind): string {
  return `${compactDate(day)}_${part}_${WORDS[kind]}.log.tar.gz`;
}

/**
 * Name of the one file inside: as the archive for plays; without a date for downloads and searches, so that
 * names collide across days, but for two archives of the first day and the downloads of 2017-04-12.
 */
export function innerName(day: number, part: Part, kind: EventKind): string {
  const date = dateOf(day);
  if (kind === 'play' || (kind === 'download' && date === '2017-04-12')) {
    return `${compactDate(day)}_${part}_${WORDS[kind]}.log`;
  }
  return `${date === '2017-03-30' && part < 3 ? '30_' : ''}${part}_${WORDS[kind]}.log`;
}

const TAR_BLOCK = 512;
const FAST = { level: 1, memLevel: 9 } as const;

/**
 * Writes a `.tar.gz` with one file, with fixed owner and time: same content, same bytes.
 * @param share below 1, the archive ends after its content in mid-stream, as a collection that broke off
 *   leaves it: the tar header names a size of which the content is that share
 * @throws the error of the file system, EEXIST when the file is there
 */
export async function writeArchive(
  path: string,
  innerName: string,
  content: Buffer,
  share = 1,
): Promise<void> {
  const missing = share < 1 ? Math.ceil(content.length / share) - content.length + TAR_BLOCK : 0;
  const archive = pack();
  archive.entry({ name: innerName, mtime: new Date(0) }, Buffer.concat([content, Buffer.alloc(missing)]));
  archive.finalize();
  const tar = await buffer(archive);
  const bytes =
    missing === 0
      ? gzipSync(tar, FAST)
      : gzipSync(tar.subarray(0, TAR_BLOCK + content.length), {
          ...FAST,
          finishFlush: constants.Z_SYNC_FLUSH,
        });
  writeFileSync(path, bytes, { flag: 'wx' });
}
