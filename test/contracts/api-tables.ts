import { code } from './document-tables.js';
import type { Table } from './document-tables.js';

const HEAD = ['call', 'what it does'];

interface Paths {
  paths: Record<string, Record<string, { summary?: string }>>;
}

/** The tables of docs/api.md: the calls that all services share, then those of each, in the order of its OpenAPI document. */
export function apiTables(documents: Record<string, Paths>): Record<string, Table> {
  const calls = Object.values(documents).map(callsOf);
  const isShared = ([call]: string[]): boolean =>
    calls.every((rows) => rows.some(([other]) => other === call));
  const own = Object.keys(documents).map((name, at): [string, Table] => [
    name,
    { head: HEAD, rows: calls[at]!.filter((row) => !isShared(row)) },
  ]);
  return { shared: { head: HEAD, rows: calls[0]!.filter(isShared) }, ...Object.fromEntries(own) };
}

/** What a summary says first; Swagger UI shows the rest. */
const shortOf = (summary: string): string => summary.split(/(?<=\?) |[:;] /)[0]!;

function callsOf({ paths }: Paths): Table['rows'] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary = '' }]) => [
      code(`${method.toUpperCase()} ${path}`),
      shortOf(summary).replaceAll('|', '\\|'),
    ]),
  );
}
