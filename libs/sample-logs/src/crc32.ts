/** The 32 x 32 bit matrix of "one zero bit appended" over GF(2), for the polynomial of gzip. */
function oneZeroBit(): Uint32Array {
  const matrix = new Uint32Array(32);
  matrix[0] = 0xedb88320;
  for (let i = 1; i < 32; i++) matrix[i] = 2 ** (i - 1);
  return matrix;
}

function apply(matrix: Uint32Array, vector: number): number {
  let sum = 0;
  for (let i = 0; vector !== 0; i++, vector >>>= 1) if (vector & 1) sum ^= matrix[i]!;
  return sum >>> 0;
}

/**
 * CRC-32 of two byte strings joined, from the CRC of each and the length of the second (as crc32_combine of zlib).
 * Lets the header of an archive be filled in when its body, which the header describes, has already been written.
 */
export function joinCrc32(first: number, second: number, secondLength: number): number {
  const square = (m: Uint32Array): Uint32Array => m.map((column) => apply(m, column));
  let matrix = square(square(square(oneZeroBit()))); // one zero byte
  let crc = first;
  for (let length = secondLength; length > 0; length = Math.floor(length / 2)) {
    if (length % 2 === 1) crc = apply(matrix, crc);
    matrix = square(matrix);
  }
  return (crc ^ second) >>> 0;
}
