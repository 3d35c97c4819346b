import { parquetReadObjects } from 'hyparquet';

/** The rows of a file that `RowFile` has written; of CSV all values are texts. */
export async function rowsOfFile(name: string, content: Buffer): Promise<Record<string, unknown>[]> {
  if (name.endsWith('.parquet')) return await parquetReadObjects({ file: Uint8Array.from(content).buffer });
  const lines = content.toString().trimEnd().split(/\r?\n/);
  if (name.endsWith('.ndjson')) return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const [names, ...rows] = lines.map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(row.map((value, at) => [names![at]!, value])));
}
