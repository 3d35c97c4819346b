import { Field } from '#common';
import type { OuterIds } from '#common';
import { csvLine } from '#common/cells';

/** Media types of files of lines. */
export const LINE_TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
} as const;
export type LineFormat = keyof typeof LINE_TYPES;

export class LinesQuery {
  @Field.enum('Form of the answer', ['csv', 'ndjson'], { default: 'csv' })
  format: LineFormat;
}

/** Rows as lines with the ids that callers use; columns are in the order of the members. */
export async function userLines(
  ids: OuterIds,
  rows: readonly { readonly userId: string }[],
  format: LineFormat,
): Promise<string> {
  const shown = await ids.shown(
    'user',
    rows.map(({ userId }) => userId),
  );
  return rows
    .map((row) => ({ ...row, userId: shown(row.userId) }))
    .map((row) => `${format === 'csv' ? csvLine(Object.values(row)) : JSON.stringify(row)}\n`)
    .join('');
}
