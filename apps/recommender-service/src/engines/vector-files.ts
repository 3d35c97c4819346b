import { rowGroups } from '../interactions/number-files.js';

/**
 * Reads vectors that Spark wrote: rows of id, f0, f1, ... in any order over the Parquet files of a folder.
 * @returns rows x factors; zero where no file has the row.
 */
export async function readVectors(folder: string, rows: number, factors: number): Promise<Float32Array> {
  const vectors = new Float32Array(rows * factors);
  for await (const group of rowGroups(folder)) {
    const ids = group.column('id');
    const wrong = ids.find((id) => !(id >= 0 && id < rows));
    if (wrong !== undefined)
      throw new RangeError(`Spark gave a vector of row ${wrong}, and there are ${rows}`);
    for (let f = 0; f < factors; f++) {
      const values = group.column(`f${f}`);
      ids.forEach((id, n) => (vectors[id * factors + f] = values[n]!));
    }
  }
  return vectors;
}
