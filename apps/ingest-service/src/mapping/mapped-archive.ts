import { createHash } from 'node:crypto';
import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import { isNamedLike } from '../formats/name-pattern.js';
import { kindsOf } from './mapping-schema.js';
import type { Mapping } from './mapping-schema.js';

/** Names that a mapped file may have anywhere: no path, not hidden, without control characters. */
const FILE_NAME = /^(?!\.)[^/\\\p{Cc}]{1,150}$/u;

/**
 * The archives that a mapped file is loaded as, one a kind of its events; none where the mapping does not read
 * files of that name. Each record is counted in one of them.
 */
export function mappedArchives(mapping: Mapping, name: string): ArchiveName[] {
  if (!FILE_NAME.test(name) || !isNamedLike(mapping.files, name)) return [];
  return kindsOf(mapping).map((kind) => {
    const identity = `${mapping.name}/${kind}/${name}`;
    return { name: identity, identity, kind, format: 'mapped', day: null, part: null, promisesGzip: false };
  });
}

/**
 * The content of a mapped file in hexadecimal: another one when the bytes or the mapping are others, except for
 * the mapping's name.
 * @param sha256 of the file's bytes
 */
export function mappedContent(sha256: string, mapping: Mapping, kind: EventKind): string {
  const { name: _, files: __, ...reading } = mapping;
  return createHash('sha256')
    .update(JSON.stringify([sha256, kind, reading]))
    .digest('hex');
}
