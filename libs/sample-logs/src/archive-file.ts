import { writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { constants, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

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
