import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import { isNamedLike } from '../formats/passed-over.js';
import { kindsOf, thingsOf } from './mapping-schema.js';
import type { Mapping } from './mapping-schema.js';

/** Names that a mapped file may have anywhere: not hidden, as long as file systems have them. */
const FILE_NAME = /^(?!\.)[^/\\]{1,255}$/u;
/** What no identity may have: PostgreSQL stores no NUL, and the other one separates it from names of songs. */
const UNFIT = ['\0', '\u0001'];

/**
 * The archives that a mapped file is loaded as, one a kind of its events; none where the mapping does not
 * read files of that name. Each record is counted in one of them. A file of users or songs is one without
 * events of its kind.
 * @param place which file it is, whatever folder is loaded: a path, bucket and key, or what a sender calls it
 * @param shown the place as people see it
 */
export function mappedArchives(mapping: Mapping, place: string, shown = place): ArchiveName[] {
  const fileName = posix.basename(place);
  if (!FILE_NAME.test(fileName) || UNFIT.some((character) => place.includes(character))) return [];
  if (!isNamedLike(mapping.files, fileName)) return [];
  const things = thingsOf(mapping);
  const kinds = things === null ? kindsOf(mapping) : (['play'] as const);
  return kinds.map((kind) => {
    const [identity, name] = [place, shown].map((of) => `${mapping.name}/${things ?? kind}/${of}`) as [
      string,
      string,
    ];
    return { name, identity, kind, format: 'mapped', day: null, part: null, promisesGzip: false };
  });
}

/** The mapping as it reads a file of this name, or an archive of it: `by-name` becomes the form of its records. */
export function readingOf(mapping: Mapping, name: string): Mapping {
  if (mapping.records !== 'by-name') return mapping;
  const [, ending] = /\.(parquet|csv)(?:\.(?:gz|zst))?$/i.exec(name) ?? [];
  return { ...mapping, records: (ending?.toLowerCase() ?? 'lines') as 'parquet' | 'csv' | 'lines' };
}

/**
 * What is read of a mapped file, in hexadecimal: of equal contents and readings the events are equal. Columns of the
 * path that it reads are a part of it.
 * @param mapping as it reads this file, see `mappingOfFile`
 */
export function readingDigest(mapping: Mapping, kind: EventKind): string {
  const { name: _, files: __, path: ___, closed: ____, ...reading } = mapping;
  return createHash('sha256')
    .update(JSON.stringify([kind, reading]))
    .digest('hex');
}
