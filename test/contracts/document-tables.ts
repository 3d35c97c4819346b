import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

type Row = string[];

/** A table of a document that repeats code. It stands between two marks, and UPDATE_CONTRACTS=1 writes it anew. */
export interface Table {
  head: Row;
  rows: Row[];
}

export const code = (text: string): string => `\`${text}\``;

/** Writes the tables into the document when UPDATE_CONTRACTS=1. */
export async function updateTables(file: string, tables: Record<string, Table>): Promise<void> {
  if (process.env['UPDATE_CONTRACTS'] !== '1') return;
  let text = readFileSync(file, 'utf8');
  for (const [name, table] of Object.entries(tables)) {
    text = text.replace(
      pattern(name),
      (_, begin: string, _old, end: string) => `${begin}\n${markdownOf(table)}\n${end}`,
    );
  }
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}

/** The rows of a table as the document has them now. */
export function documentedRows(file: string, name: string): Row[] {
  const markdown = pattern(name).exec(readFileSync(file, 'utf8'))?.[2] ?? '';
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split(/ \| /)
      .map((cell) => cell.trim()),
  );
}

/** The table between the two marks of its name. */
function pattern(name: string): RegExp {
  return new RegExp(`(<!-- begin ${name} -->\\n)([\\s\\S]*?)(<!-- end ${name} -->)`);
}

function markdownOf({ head, rows }: Table): string {
  const line = (cells: Row): string => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}
