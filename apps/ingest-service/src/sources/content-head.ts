import { constants, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { openArchive } from './content-hash.js';
import { isGzip, isZstd } from './content-packing.js';

/** The first bytes of a file, unpacked where it is packed; none where it cannot be read. */
export async function headOf(path: string, bytes: number): Promise<Buffer> {
  try {
    await using file = await openArchive(path);
    const head = Buffer.alloc(bytes);
    return unpacked(head.subarray(0, (await file.read(head, 0, bytes, 0)).bytesRead));
  } catch {
    return Buffer.alloc(0);
  }
}

function unpacked(head: Buffer): Buffer {
  if (isGzip(head)) return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
  return isZstd(head) ? zstdDecompressSync(head, { finishFlush: constants.ZSTD_e_continue }) : head;
}
