/**
 * The Gram matrix Yt Y of a tall matrix, summed in row order, so that the same input gives the same bytes.
 * @param vectors rows x width, row by row.
 * @param gram width x width; overwritten, both triangles.
 */
export function gramMatrix(vectors: Float64Array, width: number, gram: Float64Array): void {
  gram.fill(0);
  for (let start = 0; start < vectors.length; start += width) {
    for (let a = 0; a < width; a++) {
      const value = vectors[start + a]!;
      if (value === 0) continue; // rows without data are all zero
      const row = a * width;
      for (let b = 0; b <= a; b++) gram[row + b] = gram[row + b]! + value * vectors[start + b]!;
    }
  }
  for (let a = 0; a < width; a++) {
    for (let b = 0; b < a; b++) gram[b * width + a] = gram[a * width + b]!;
  }
}
