/** Parts of the name of a folder or file, in their order. */
type Part = { text: string } | { column: string | null; digits: number | null };

const PART = /\{([^{}]*)\}|\*|[^{}*]+|[{}]/g;
const COLUMN = /^[A-Za-z]\w{0,39}$/;
/** Columns of a date have so many digits. */
const DIGITS: Record<string, number> = { YYYY: 4, MM: 2, DD: 2, HH: 2 };

/**
 * The columns of a pattern that are no such, or stand so that it is not clear where one ends; null: it is well
 * formed.
 */
export function patternProblem(pattern: string): string | null {
  const known = new Set<string>();
  for (const parts of partsOf(pattern)) {
    for (const [at, part] of parts.entries()) {
      if ('text' in part) {
        if (/[{}]/.test(part.text)) return 'has a brace without the other one';
        continue;
      }
      const { column, digits } = part;
      const next = parts[at + 1];
      if (digits === null && next !== undefined && !('text' in next))
        return 'needs text between two columns, or a column and *';
      if (column === null) continue;
      if (!COLUMN.test(column)) return `has a column {${column}}, whose name is not of letters and digits`;
      if (known.has(column)) return `has the column {${column}} twice`;
      known.add(column);
    }
  }
  return null;
}

/**
 * The values of the columns of a pattern; null where the path does not end as the pattern says. A column is as
 * short as the text behind it allows.
 * @param names of the folders from the outermost on, then that of the file
 */
export function matchPath(pattern: string, names: readonly string[]): Map<string, string> | null {
  const patterns = partsOf(pattern);
  if (patterns.length > names.length) return null;
  const values = new Map<string, string>();
  const last = names.slice(names.length - patterns.length);
  return patterns.every((parts, at) => matchName(parts, last[at]!, values)) ? values : null;
}

function partsOf(pattern: string): Part[][] {
  return pattern.split('/').map((name) =>
    [...name.matchAll(PART)].map(([text, column]) => {
      if (text === '*') return { column: null, digits: null };
      return column === undefined ? { text } : { column, digits: DIGITS[column] ?? null };
    }),
  );
}

function matchName(parts: readonly Part[], name: string, values: Map<string, string>): boolean {
  let at = 0;
  for (const [number, part] of parts.entries()) {
    if ('text' in part) {
      if (!name.startsWith(part.text, at)) return false;
      at += part.text.length;
      continue;
    }
    const { column, digits } = part;
    const end = digits === null ? endOf(parts, number, name, at) : at + digits;
    const value = name.slice(at, end);
    if (end < at || (column !== null && value === '')) return false;
    if (digits !== null && (value.length < digits || !/^\d+$/.test(value))) return false;
    if (column !== null) values.set(column, value);
    at = end;
  }
  return at === name.length;
}

/** Where the text behind a column begins; -1: nowhere. */
function endOf(parts: readonly Part[], number: number, name: string, at: number): number {
  const next = parts[number + 1];
  if (next === undefined || !('text' in next)) return name.length;
  const { text } = next;
  if (number + 2 === parts.length) return name.endsWith(text) ? name.length - text.length : -1;
  // A column has one character at least.
  const part = parts[number]!;
  return name.indexOf(text, 'column' in part && part.column !== null ? at + 1 : at);
}
