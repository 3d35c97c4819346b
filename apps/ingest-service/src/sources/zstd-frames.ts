const MAGIC = 0xfd2fb528;
/** Magic numbers of frames without content are this one and the 15 after it: `pzstd` writes one before each frame. */
const FIRST_SKIPPABLE = 0x184d2a50;
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;
/** Of a repeated byte the block holds one, whatever its size. */
const REPEATED = 1;

/** What follows in the frame; `unknown` is all after what is no frame. */
type Part = 'frame' | 'block' | 'end' | 'unknown';

/** A zstd frame begins with one of these. */
export function isZstd(head: Buffer): boolean {
  if (head.length < 4) return false;
  const magic = head.readUInt32LE(0);
  return magic === MAGIC || isSkippable(magic);
}

/**
 * The same bytes in chunks none of which goes beyond the end of a frame: Node takes the end of a frame for that of the
 * content, and drops what a chunk has behind it. A chunk is a part of one of the source, valid as long.
 */
export async function* cutAtZstdFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const ends = new FrameEnds();
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length;) {
      const end = ends.next(chunk, at);
      yield chunk.subarray(at, end);
      at = end;
    }
  }
}

/** Finds the ends of frames by their headers and those of their blocks (RFC 8878), without unpacking them. */
class FrameEnds {
  private part: Part = 'frame';
  private hasChecksum = false;
  /** Bytes before the next header. */
  private left = 0;
  /** The beginning of a header whose end is in the next chunk. */
  private readonly header = Buffer.alloc(8);
  private headerBytes = 0;

  /** Where the frame ends, or the chunk. */
  next(chunk: Buffer, start: number): number {
    for (let at = start; ;) {
      const passed = Math.min(this.left, chunk.length - at);
      this.left -= passed;
      at += passed;
      if (this.left === 0 && this.part === 'end') {
        this.part = 'frame';
        return at;
      }
      if (at >= chunk.length || this.part === 'unknown') return chunk.length;
      this.header[this.headerBytes++] = chunk[at++]!;
      this.readHeader();
    }
  }

  /** Takes the header, if all of its bytes are there. */
  private readHeader(): void {
    const { header, headerBytes } = this;
    if (this.part === 'block') {
      if (headerBytes === BLOCK_HEADER_BYTES) this.readBlock(header.readUIntLE(0, BLOCK_HEADER_BYTES));
      return;
    }
    if (headerBytes < 5) return;
    const magic = header.readUInt32LE(0);
    if (isSkippable(magic)) {
      if (headerBytes === 8) this.go('end', header.readUInt32LE(4));
    } else if (magic === MAGIC) {
      this.hasChecksum = (header[4]! & 4) !== 0;
      this.go('block', restOfHeader(header[4]!));
    } else this.go('unknown', 0);
  }

  private readBlock(header: number): void {
    const size = ((header >> 1) & 3) === REPEATED ? 1 : header >> 3;
    const isLast = (header & 1) === 1;
    if (isLast) this.go('end', size + (this.hasChecksum ? CHECKSUM_BYTES : 0));
    else this.go('block', size);
  }

  private go(part: Part, left: number): void {
    this.part = part;
    this.left = left;
    this.headerBytes = 0;
  }
}

/** Bytes of a frame header behind its descriptor: sizes of the window, the dictionary's id, and the content's size. */
function restOfHeader(descriptor: number): number {
  const isSingleSegment = (descriptor & 32) !== 0;
  const contentBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  return (isSingleSegment ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]! + contentBytes;
}

function isSkippable(magic: number): boolean {
  return magic >= FIRST_SKIPPABLE && magic < FIRST_SKIPPABLE + 16;
}
