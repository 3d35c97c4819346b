import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Reads vectors that Spark wrote: rows of id, f0, f1, ... in any order over the Parquet files of a folder.
 * @returns rows x factors; zero where no file has the row.
 */
export async function readVectors(folder: string, rows: number, factors: number): Promise<Float32Array> {
  const vectors = new Float32Array(rows * factors);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.parquet'));
  for (const name of names) await readFile(join(folder, name), vectors, rows, factors);
  return vectors;
}

/** One row group after the other, so that a file is never decoded whole. */
async function readFile(path: string, vectors: Float32Array, rows: number, factors: number): Promise<void> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const columns = new Map<string, number[]>();
    await parquetRead({
      file,
      metadata,
      rowStart,
      rowEnd,
      onChunk: ({ columnName, columnData, rowStart: at }) => {
        const column = columns.get(columnName) ?? [];
        columns.set(columnName, column);
        for (let n = 0; n < columnData.length; n++) column[at - rowStart + n] = columnData[n] as number;
      },
    });
    place(columns, vectors, rows, factors);
    rowStart = rowEnd;
  }
}

function place(
  columns: ReadonlyMap<string, number[]>,
  vectors: Float32Array,
  rows: number,
  factors: number,
): void {
  const ids = columns.get('id') ?? [];
  const wrong = ids.find((id) => !(id >= 0 && id < rows));
  if (wrong !== undefined) throw new RangeError(`Spark gave a vector of row ${wrong}, and there are ${rows}`);
  for (let f = 0; f < factors; f++) {
    const values = columns.get(`f${f}`)!;
    ids.forEach((id, n) => (vectors[id * factors + f] = values[n]!));
  }
}
