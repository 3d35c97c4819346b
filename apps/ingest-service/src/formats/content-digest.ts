import { createHash } from 'node:crypto';

/** What a file holds once it is unpacked. */
export interface Content {
  /** Of its bytes, in hexadecimal. */
  readonly sha256: string;
  readonly length: number;
  /** Of its first bytes, as many as the largest power of two up to 64 KiB that it has; of none where it is empty. */
  readonly head: string;
  /** The file ended too early, or its end could not be unpacked. */
  readonly isDamaged: boolean;
}

export const HEAD_BYTES = 64 * 1024;
const POWERS_OF_TWO = Array.from({ length: 17 }, (_, power) => 2 ** power);

/**
 * Digests of a content while it is read. Contents that are equal have equal heads; and where a content begins with
 * another one, the head of that one is among its `heads`: so heads say which files need no look at all of their bytes.
 */
export class ContentDigest {
  length = 0;
  /** Of its first bytes: 1, 2, 4 and so on up to 64 KiB, as far as it was read. */
  readonly heads: string[] = [];
  /** Of its first bytes, by the lengths that were asked for, as far as it was read. */
  readonly prefixes = new Map<number, string>();
  private readonly hash = createHash('sha256');
  private readonly marks: number[];
  private next = 0;

  constructor(lengths: readonly number[] = []) {
    this.marks = [...new Set([...POWERS_OF_TWO, ...lengths])].sort((a, b) => a - b);
  }

  update(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      const mark = this.marks[this.next] ?? Infinity;
      const end = Math.min(chunk.length, at + mark - this.length);
      this.hash.update(chunk.subarray(at, end));
      this.length += end - at;
      at = end;
      if (this.length === mark) this.take(mark);
    }
  }

  private take(mark: number): void {
    const digest = this.hash.copy().digest('hex');
    this.prefixes.set(mark, digest);
    if (mark === POWERS_OF_TWO[this.heads.length]) this.heads.push(digest);
    this.next++;
  }

  /** Of all that was read. */
  content(isDamaged: boolean): Content {
    const sha256 = this.hash.copy().digest('hex');
    return { sha256, length: this.length, head: this.heads.at(-1) ?? sha256, isDamaged };
  }
}
