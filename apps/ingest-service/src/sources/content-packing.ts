import { ArchiveRefused } from '../formats/archive-refusal.js';
import { openArchive } from './content-hash.js';
import { unpackedChunks } from './unpacked-chunks.js';
import type { Damage } from './unpacked-chunks.js';
import { isZstd } from './zstd-frames.js';

/** `binary`: no known packing, yet no text either; lines of it may be whole all the same. */
export type Packing = 'gzip' | 'zstd' | 'tar' | 'text' | 'binary';

/** So many bytes of a content are enough to say what it is. */
export const SNIFFED_BYTES = 4096;
/** Such a share of the pairs of bytes has a zero where Latin text is UTF-16. */
const MOST_ZEROS = 0.8;
const TAR_MAGIC_AT = 257;
/** Magic numbers of packings that logs never had: the refusal names what the content is. */
const FOREIGN = [
  [0x50, 0x4b], // zip: 'PK'
  [0x42, 0x5a, 0x68], // bzip2: 'BZh'
  [0xfd, 0x37, 0x7a, 0x58, 0x5a], // xz
  [0x37, 0x7a, 0xbc, 0xaf], // 7z
  [0x1f, 0x9d], // compress
];

/**
 * Recognises a content by its first bytes; the name's extension is never trusted.
 * @throws ArchiveRefused for an empty content and for a foreign packing.
 */
export function sniffPacking(head: Buffer): Packing {
  if (head.length === 0) throw new ArchiveRefused('empty');
  if (isGzip(head)) return 'gzip';
  if (isZstd(head)) return 'zstd';
  if (head.toString('latin1', TAR_MAGIC_AT, TAR_MAGIC_AT + 5) === 'ustar' || isOldTar(head)) return 'tar';
  if (isEmptyTar(head)) return 'tar';
  if (FOREIGN.some((magic) => magic.every((byte, at) => head[at] === byte))) {
    throw new ArchiveRefused('unknown_packing');
  }
  if (isUtf16(head.subarray(0, SNIFFED_BYTES))) throw new ArchiveRefused('utf_16');
  return looksBinary(head.subarray(0, SNIFFED_BYTES)) ? 'binary' : 'text';
}

function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Headers older than ustar have no magic, but a checksum of their own (POSIX.1-1988, bytes 148..155). */
function isOldTar(head: Buffer): boolean {
  if (head.length < 512) return false;
  const stated = Number.parseInt(head.toString('latin1', 148, 156), 8);
  let sum = 8 * 0x20;
  for (let at = 0; at < 512; at++) if (at < 148 || at >= 156) sum += head[at]!;
  return stated === sum;
}

/** A tar archive without entries is nothing but zero blocks. */
function isEmptyTar(head: Buffer): boolean {
  return head.length >= 1024 && head.length % 512 === 0 && head.every((byte) => byte === 0);
}

/** Text with its byte order mark, or Latin text: each second byte of nearly all pairs is zero, or each first one. */
export function isUtf16(head: Buffer): boolean {
  const mark = head.subarray(0, 2).toString('latin1');
  if (mark === '\u00FF\u00FE' || mark === '\u00FE\u00FF') return true;
  const zeros = [0, 0];
  for (let at = 0; at < head.length; at++) if (head[at] === 0) zeros[at & 1]!++;
  const [fewer, more] = zeros.sort((a, b) => a - b) as [number, number];
  return more >= MOST_ZEROS * (head.length >> 1) && more > 0 && fewer === 0;
}

/** Real logs have single broken rows, so one NUL proves nothing: more than one control byte in 20 does. */
function looksBinary(head: Buffer): boolean {
  let controls = 0;
  for (const byte of head) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) controls++;
  }
  return controls * 20 > head.length;
}

/** The first bytes of a file, unpacked where it is packed; none where it cannot be read. */
export async function headOf(path: string, bytes: number): Promise<Buffer> {
  const nothing = Buffer.alloc(0);
  try {
    await using file = await openArchive(path);
    const head = Buffer.alloc(bytes);
    const { bytesRead } = await file.read(head, 0, bytes, 0);
    return (await unpackedHead(head.subarray(0, bytesRead), bytes)) ?? nothing;
  } catch {
    return nothing;
  }
}

/**
 * What the first bytes of a file hold; of a packed one as far as they go, and little more than `most` bytes. Null:
 * nothing of them can be unpacked.
 */
export async function unpackedHead(head: Buffer, most: number): Promise<Buffer | null> {
  const packing = isGzip(head) ? 'gzip' : isZstd(head) ? 'zstd' : null;
  if (packing === null) return head;
  const chunks: Buffer[] = [];
  let bytes = 0;
  const damages: Damage[] = [];
  for await (const chunk of unpackedChunks(once(head), packing, (found) => damages.push(found))) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > most) break;
  }
  return bytes === 0 && damages.length > 0 ? null : Buffer.concat(chunks);
}

async function* once(head: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(head);
}
