import { constants, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { openArchive } from './content-hash.js';
import { isGzip, isZstd } from './content-packing.js';

/** What unpacks to more is no log. */
const MOST_UNPACKED = 64 * 1024 * 1024;

/** The first bytes of a file, unpacked where it is packed; none where it cannot be read. */
export async function headOf(path: string, bytes: number): Promise<Buffer> {
  try {
    await using file = await openArchive(path);
    const head = Buffer.alloc(bytes);
    return unpackedHead(head.subarray(0, (await file.read(head, 0, bytes, 0)).bytesRead));
  } catch {
    return Buffer.alloc(0);
  }
}

/** What the first bytes of a file hold; of a packed one as far as they go. @throws an error of zlib */
export function unpackedHead(head: Buffer): Buffer {
  const maxOutputLength = MOST_UNPACKED;
  if (isGzip(head)) return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength });
  return isZstd(head)
    ? zstdDecompressSync(head, { finishFlush: constants.ZSTD_e_continue, maxOutputLength })
    : head;
}
