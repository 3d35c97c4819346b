import { readingOf } from './mapped-archive.js';
import { columnsOf } from './mapping-schema.js';
import type { Mapping } from './mapping-schema.js';
import { matchPath } from './path-pattern.js';
import type { Columns } from './values.js';

/** Columns of the path begin so. Records have no columns of these names. */
export const PATH = 'path.';
/** How Hive and Spark write a value that is absent. */
const HIVE_BLANK = '__HIVE_DEFAULT_PARTITION__';

/**
 * The columns that a path says: those of folders such as `country=de`, decoded, and those of the pattern, whose
 * names count more. `day` is made of `YYYY`, `MM` and `DD`. Null where the path is not as the pattern says.
 */
export function pathColumns(path: string, pattern?: string): Map<string, string> | null {
  const names = path.split('/');
  const found = new Map<string, string>();
  for (const folder of names.slice(0, -1)) {
    const at = folder.indexOf('=');
    if (at <= 0) continue;
    const value = decoded(folder.slice(at + 1));
    found.set(decoded(folder.slice(0, at)), value === HIVE_BLANK ? '' : value);
  }
  if (pattern === undefined) return found;
  const matched = matchPath(pattern, names);
  if (matched === null) return null;
  const date = ['YYYY', 'MM', 'DD'].map((part) => matched.get(part));
  if (!date.includes(undefined)) found.set('day', date.join('-'));
  for (const [name, value] of matched) found.set(name, value);
  return found;
}

/**
 * The mapping as it reads the file at a path: with the values of those columns of the path that it names, which
 * are the same for all records of the file. Null where its member `path` does not match.
 */
export function mappingOfFile(mapping: Mapping, path: string): Mapping | null {
  const found = pathColumns(path, mapping.path);
  if (found === null) return null;
  const reading = readingOf(mapping, path);
  const named = columnsOf(mapping).filter(isOfPath);
  if (named.length === 0) return reading;
  const values = named.flatMap((name) => {
    const value = found.get(name.slice(PATH.length));
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...reading, ofPath: Object.fromEntries(values) };
}

/** The columns of records that a mapping reads. @param withOptional also those that a file may lack */
export function recordColumnsOf(mapping: Mapping, withOptional = true): string[] {
  return columnsOf(mapping, withOptional).filter((name) => !isOfPath(name));
}

/** Columns of the path that a mapping needs and the path of the file does not have. */
export function absentOfPath(mapping: Mapping): string[] {
  const { ofPath } = mapping;
  if (ofPath === undefined) return [];
  return columnsOf(mapping, false).filter((name) => isOfPath(name) && ofPath[name] === undefined);
}

function isOfPath(column: string): boolean {
  return column.startsWith(PATH);
}

/** The columns of records and those of the path of their file. */
export function withPath(columns: Columns, { ofPath }: Mapping): Columns {
  if (ofPath === undefined) return columns;
  const or = (find: Columns) => (name: string) => (isOfPath(name) ? () => ofPath[name] : find(name));
  const { placeOf, numbers } = columns;
  return Object.assign(or(columns), {
    ...(placeOf === undefined ? {} : { placeOf }),
    ...(numbers === undefined ? {} : { numbers: or(numbers) }),
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
