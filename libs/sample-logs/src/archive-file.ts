import { closeSync, openSync, writeSync } from 'node:fs';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { joinCrc32 } from './crc32.js';

const TAR_BLOCK = 512;
/** magic, deflate, no flags, no time, fastest compression, no operating system: nothing that changes between runs. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255]);
/** A stored (uncompressed) deflate block that is not the last one and holds exactly one tar header. */
const STORED_BLOCK = Buffer.from([
  0,
  TAR_BLOCK & 255,
  TAR_BLOCK >> 8,
  ~TAR_BLOCK & 255,
  (~TAR_BLOCK >> 8) & 255,
]);
const HEADER_AT = GZIP_HEADER.length + STORED_BLOCK.length;
const FAST = { level: 1, memLevel: 9 } as const;

/** The ustar header of one ordinary file with fixed owner and time. @param size bytes, below 8 GiB */
function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(TAR_BLOCK);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
  header.write(name, 0, 'ascii');
  header.write(octal(0o644, 8) + octal(0, 8) + octal(0, 8), 100, 'ascii');
  header.write(octal(size, 12) + octal(0, 12), 124, 'ascii');
  header.write('        0', 148, 'ascii');
  header.write('ustar\u000000', 257, 'ascii');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'ascii');
  return header;
}

/**
 * Writes a `.tar.gz` with one file, in one pass and in constant memory, although the tar header that comes first holds
 * the size that is known last: the header's place is a stored block, filled in at the end. The gzip stream is one
 * ordinary member. Same content, same bytes. All methods throw the error of the file system.
 */
export class ArchiveFile {
  private readonly file: number;
  private bodyCrc = 0;
  private bodyLength = 0;

  constructor(
    path: string,
    private readonly innerName: string,
  ) {
    this.file = openSync(path, 'wx');
    try {
      this.put(Buffer.concat([GZIP_HEADER, STORED_BLOCK, Buffer.alloc(TAR_BLOCK)]));
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  /** Appends content. Each call is one run of deflate blocks, so calls should bring some 100 kB or more. */
  write(bytes: Buffer): void {
    this.bodyCrc = crc32(bytes, this.bodyCrc);
    this.bodyLength += bytes.length;
    this.put(deflateRawSync(bytes, { ...FAST, finishFlush: constants.Z_SYNC_FLUSH }));
  }

  /** Pads the tar, ends the stream and fills in the header. */
  finish(): void {
    const size = this.bodyLength;
    const padding = Buffer.alloc(((TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK) + 2 * TAR_BLOCK);
    this.bodyCrc = crc32(padding, this.bodyCrc);
    this.put(deflateRawSync(padding, FAST));
    const header = tarHeader(this.innerName, size);
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(joinCrc32(crc32(header), this.bodyCrc, size + padding.length), 0);
    trailer.writeUInt32LE((TAR_BLOCK + size + padding.length) % 4294967296, 4);
    this.put(trailer);
    writeSync(this.file, header, 0, TAR_BLOCK, HEADER_AT);
    closeSync(this.file);
  }

  /**
   * Ends the file in mid-stream, as a collection that broke off leaves it.
   * @param share of the content that is there
   */
  breakOff(share: number): void {
    const header = tarHeader(this.innerName, Math.ceil(this.bodyLength / share) + TAR_BLOCK);
    writeSync(this.file, header, 0, TAR_BLOCK, HEADER_AT);
    closeSync(this.file);
  }

  /** Closes without completing, after an error. */
  abandon(): void {
    closeSync(this.file);
  }

  private put(bytes: Buffer): void {
    for (let done = 0; done < bytes.length;) done += writeSync(this.file, bytes, done);
  }
}
