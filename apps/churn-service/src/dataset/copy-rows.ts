import type { Transaction } from '#common';
import { CopiedRows } from '#common/copy';
import { to as copyTo } from 'pg-copy-streams';

/**
 * Reads what `sql` selects, one int8 and `fields` float8 a row, as bytes. COPY takes no parameters: values
 * are written out.
 * @param onRow gets the values of one row, null as NaN, in an array that the next row overwrites
 * @param ready awaited before more is read: who takes the rows may hold the reading up
 */
export async function copyRows(
  { client }: Transaction,
  sql: string,
  fields: number,
  onRow: (id: bigint, values: Float64Array) => void,
  ready: () => Promise<void> | undefined = () => undefined,
): Promise<void> {
  const values = new Float64Array(fields);
  const rows = new CopiedRows(1 + fields, (bytes, starts) => {
    for (let field = 0; field < fields; field++) {
      const start = starts[1 + field]!;
      values[field] = start === -1 ? NaN : bytes.getFloat64(start);
    }
    onRow(bytes.getBigInt64(starts[0]!), values);
  });
  for await (const piece of client.query(copyTo(`COPY (${sql}) TO STDOUT (FORMAT binary)`))) {
    rows.push(piece as Buffer);
    await ready();
  }
}

/** A day as text of a statement. @throws RangeError for another text than a day */
export function dayLiteral(day: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new RangeError(`${day} is no day.`);
  return `DATE '${day}'`;
}
