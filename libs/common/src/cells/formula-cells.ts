/** What a spreadsheet takes for a formula at the beginning of a cell, quotation marks before it aside. */
const STARTS = ['=', '+', '-', '@', '\t', '\r'];
const FORMULA = new RegExp(`^'*[${STARTS.map((start) => `\\${start}`).join('')}]`);

/**
 * A text as a cell of a CSV in which no spreadsheet finds a formula, no matter where it comes from: one that
 * begins like a formula gets a ' in front, and so does one that begins with ' and then like a formula, so
 * that {@link fromCell} gives back every text. For texts alone: a negative number stays as it is.
 */
export function toCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** {@link toCell}, with quotation marks where RFC 4180 wants them. */
export function quotedCell(text: string): string {
  return quoted(toCell(text));
}

/** A text as it is, for programs: with quotation marks where RFC 4180 wants them. */
export function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A line of CSV for programs, with texts as they are, without its end; null is an empty cell. */
export function csvLine(values: readonly (string | number | null)[]): string {
  return values.map((value) => (typeof value === 'string' ? quoted(value) : (value ?? ''))).join(',');
}

export function fromCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

/** {@link toCell} of an SQL expression of type text; null stays null. */
export function toCellSql(text: string): string {
  const starts = STARTS.map((start) => `chr(${start.charCodeAt(0)})`).join(', ');
  return `CASE WHEN left(ltrim(${text}, ''''), 1) IN (${starts}) THEN '''' || ${text} ELSE ${text} END`;
}
