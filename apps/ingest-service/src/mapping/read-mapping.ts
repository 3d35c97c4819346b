import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { mappingSchema } from './mapping-schema.js';
import type { Mapping } from './mapping-schema.js';

const MOST_CHARACTERS = 64 * 1024;
/** Members that any part of a mapping has: a misspelt one is near one of them. */
const MEMBERS = [
  ...Object.keys(mappingSchema.shape),
  ...[
    'column',
    'constant',
    'first',
    'hash',
    'lower',
    'otherwise',
    'unit',
    'contains',
    'format',
    'zone',
    'daysIn',
    'marks',
  ],
  ...['is', 'not', 'present', 'atLeast', 'below', 'values', 'rejected', 'rowsADay', 'columns', 'days'],
];
/** Letters that may be wrong. */
const NEAR = 2;

/** A text is no mapping; each problem has its line and column. */
export class MappingInvalid extends Error {
  override readonly name = 'MappingInvalid';

  constructor(readonly problems: readonly string[]) {
    super(problems.join(' '));
  }
}

/** @throws MappingInvalid */
export function readMapping(text: string): Mapping {
  if (text.length > MOST_CHARACTERS) throw new MappingInvalid(['The mapping has more than 64 KiB.']);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placed = (offset: number, problem: string): string => {
    const { line, col } = lines.linePos(offset);
    return `Line ${line}, column ${col}: ${problem}.`;
  };
  if (document.errors.length > 0)
    throw new MappingInvalid(document.errors.map(({ pos, message }) => placed(pos[0], message)));
  const read = mappingSchema.safeParse(document.toJS({ maxAliasCount: 10 }));
  if (read.success) return read.data;
  throw new MappingInvalid(
    read.error.issues
      .flatMap(leaves)
      .map((issue) => placed(offsetOf(document, issue), sentenceOf(document, issue))),
  );
}

type Issue = z.core.$ZodIssue;

/** What is wrong in the form of a value that was meant: of a union, the one that got furthest. */
function leaves(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find((of) =>
    of.every(({ path, code }) => path.length > 0 || code !== 'invalid_type'),
  );
  if (meant === undefined) return [issue];
  return meant.flatMap((inner) => leaves({ ...inner, path: [...issue.path, ...inner.path] }));
}

function sentenceOf(document: Document, issue: Issue): string {
  const place = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .map((key) => {
        const near = MEMBERS.find((member) => distance(member.toLowerCase(), key.toLowerCase()) <= NEAR);
        return `${key} is unknown${near === undefined ? '' : `, the nearest member is ${near}`}`;
      })
      .join(', ');
  }
  if (issue.code !== 'custom' && !document.hasIn(issue.path)) return `${place} is missing`;
  if (issue.code === 'invalid_union') return `${place} has none of the forms that it may have`;
  return `${place === '' ? 'the mapping' : place} ${issue.code === 'custom' ? issue.message : `is wrong (${issue.message})`}`;
}

/** Where the member is, or the innermost one around it that is there. */
function offsetOf(document: Document, issue: Issue): number {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : [...issue.path];
  for (; path.length > 0; path.pop()) {
    const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    const { items } = (parent ?? {}) as { items?: { key?: { value?: unknown; range?: number[] } }[] };
    const member = items?.find(({ key }) => key?.value === path.at(-1));
    const node = document.getIn(path, true) as { range?: number[] } | undefined;
    const offset = member?.key?.range?.[0] ?? node?.range?.[0];
    if (offset !== undefined) return offset;
  }
  return 0;
}

/** How many letters must be changed, added or removed (Levenshtein). */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let at = 1; at <= b.length; at++)
      line.push(
        Math.min(above[at]! + 1, line[at - 1]! + 1, above[at - 1]! + (a[row - 1] === b[at - 1] ? 0 : 1)),
      );
    above = line;
  }
  return above[b.length]!;
}
