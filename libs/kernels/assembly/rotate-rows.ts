import { timesGram, timesGramOf4 } from './gram-product';

/**
 * Replaces rows from .. to - 1 of `vectors` by row x matrix, packed as a Gram matrix is; `scratch` holds four
 * vectors.
 */
export function rotateRows(vectors: usize, from: usize, to: usize, width: usize, packed: usize, scratch: usize): void {
  const bytes = width * 4;
  let row = from;
  for (; row + 4 <= to; row += 4) {
    timesGramOf4(packed, vectors + row * bytes, scratch, width);
    memory.copy(vectors + row * bytes, scratch, 4 * bytes);
  }
  for (; row < to; row++) {
    timesGram(packed, vectors + row * bytes, scratch, width);
    memory.copy(vectors + row * bytes, scratch, bytes);
  }
}
