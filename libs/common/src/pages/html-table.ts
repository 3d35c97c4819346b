import { escapeText } from '#plots';
import type { PlotTable } from '#plots';

/** Rows of texts and numbers; null: nothing to say. */
export type Table = PlotTable;

/** Figures with their interval, days and names are shorter, sentences longer. */
const SHORT = 30;
const FIGURE = /^\(?[-−+]?\d[\d,.]*(e[+-]?\d+)?(?![\d-])/i;

/** A table that scrolls sideways where it has no room. Columns of figures are set to the right. */
export function htmlTable(name: string, { columns, rows }: Table): string {
  const figures = columns.map((_, at) => isOfFigures(rows.map((row) => row[at] ?? null)));
  const look = (at: number, text: string) =>
    figures[at] === true && at > 0 ? 'figure' : text.length <= SHORT ? 'short' : 'long';
  const head = columns.map((column, at) =>
    column === '' ? '<td></td>' : `<th scope="col" class="${look(at, '')}">${escapeText(column)}</th>`,
  );
  const body = rows.map(
    (row) => `<tr>${row.map((cell, at) => cellOf(cell, (text) => look(at, text))).join('')}</tr>`,
  );
  return (
    `<div class="scroll" role="group" aria-label="${escapeText(name)}" tabindex="0"><table><thead><tr>${head.join('')}</tr></thead>` +
    `<tbody>${body.join('')}</tbody></table></div>`
  );
}

function cellOf(cell: string | number | null, look: (text: string) => string): string {
  const text = typeof cell === 'number' ? cell.toLocaleString('en') : (cell ?? '');
  return `<td class="${look(text)}">${escapeText(text)}</td>`;
}

function isOfFigures(cells: readonly (string | number | null)[]): boolean {
  const told = cells.filter((cell) => cell !== null && cell !== '');
  return told.length > 0 && told.every((cell) => typeof cell === 'number' || FIGURE.test(cell!));
}

/** The members of an object as rows, those of objects within it too, each under its whole name. */
export function tableOfValues(values: object): Table {
  return { columns: ['name', 'value'], rows: rowsOf(values, '') };
}

function rowsOf(values: object, above: string): [string, string | number | null][] {
  return Object.entries(values).flatMap(([name, value]: [string, unknown]) => {
    const whole = above === '' ? name : `${above}, ${name}`;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? rowsOf(value, whole) : [[whole, valueInWords(value)]];
  });
}

/** A value of JSON as people write it; null for none. */
export function valueInWords(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number')
    return value.toLocaleString('en', { maximumSignificantDigits: 6, useGrouping: false });
  if (typeof value === 'string') return value;
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map((one) => valueInWords(one) ?? 'none').join(', ');
  return Object.entries(value)
    .map(([name, one]) => `${name}: ${valueInWords(one) ?? 'none'}`)
    .join('; ');
}
