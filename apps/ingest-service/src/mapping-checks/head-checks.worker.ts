import type { IdForm } from '#common';
import { posix } from 'node:path';
import { ARCHIVE_REASONS } from '../formats/archive-refusal.js';
import { ErasedUsers } from '../formats/erased-users.js';
import type { DayLimits } from '../formats/plausible-day.js';
import type { MappingDraft } from '../mapping/draft.js';
import { mappedArchives, readingOf } from '../mapping/mapped-archive.js';
import { mappingOfFile } from '../mapping/path-columns.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { isUtf16, unpackedHead } from '../sources/content-packing.js';
import { checkHead } from './check-mapping.js';
import type { LeftOut } from './check-mapping.js';
import { checkedDraft } from './checked-draft.js';
import type { MappingCheckDto } from './mapping-checks.dto.js';

/** The first bytes of a file as it is, perhaps packed. */
export interface FileHead {
  /** Or its path. */
  name: string;
  /** In Base64. */
  head: string;
  /** They are the whole file. */
  isWhole: boolean;
  /** Null: a draft is wanted. */
  mapping: Mapping | null;
  /** Of the ids of the database; null: it has none yet. */
  form: IdForm | null;
  limits: DayLimits;
  /** Null: a draft is wanted. */
  leftOut: { erased: Pick<ErasedUsers, 'key' | 'slots'> | null; dropped: LeftOut['dropped'] } | null;
}

/** What is said of the bytes, or why nothing can be. */
export type SeenHead =
  | { problem: 'content_damaged' | 'utf_16' | 'file_unrecognised' }
  | { draft: MappingDraft }
  | { check: MappingCheckDto; keys: LeftOut['keys'] };

/** By the form of the ids of the database, why a load would be refused. */
const OTHER_ID_FORM = {
  numeric:
    'The database has numeric ids, fixed by what was loaded first: write `ids: numeric` where these are whole numbers, or load text ids into another database.',
  text: 'The database has text ids, fixed by what was loaded first: leave `ids: numeric` out.',
} satisfies Record<IdForm, string>;

/** More of what was packed is not looked at, but of Parquet, which is read from its end. */
const MOST_BYTES = 1024 * 1024;
const MOST_PARQUET_BYTES = 64 * MOST_BYTES;

/** Checks the bytes by a mapping, or drafts one. In a thread: unpacking and reading them may take a second. */
export default async function seen({
  name,
  head,
  isWhole,
  mapping,
  form,
  limits,
  leftOut,
}: FileHead): Promise<SeenHead> {
  const ofFile = mapping === null ? null : mappingOfFile(mapping, name);
  const read = mapping === null ? null : (ofFile ?? readingOf(mapping, name));
  const most = read?.records === 'parquet' ? MOST_PARQUET_BYTES : MOST_BYTES;
  const bytes = await unpackedHead(Buffer.from(head, 'base64'), most);
  if (bytes === null) return { problem: 'content_damaged' };
  const looked = bytes.subarray(0, most);
  const isAll = isWhole && looked.length === bytes.length;
  if (read === null) {
    if (isUtf16(looked)) return { problem: 'utf_16' };
    const draft = await checkedDraft(name, looked, isAll, form);
    return draft === null ? { problem: 'file_unrecognised' } : { draft };
  }
  const { erased = null, dropped = new Set<string>() } = leftOut ?? {};
  const keys = { days: [], keys: [] };
  const check = await checkHead(read, looked, isAll, limits, {
    // A thread gets its members alone.
    erased: erased && new ErasedUsers(erased.key, erased.slots),
    dropped,
    keys,
  });
  if (check.refusal === null && (ofFile === null || mappedArchives(read, posix.basename(name)).length === 0))
    check.refusal = { reason: 'file_not_mapped', detail: ARCHIVE_REASONS.file_not_mapped };
  if (check.refusal === null && isAll && check.users + check.songs === 0) {
    const { day_dropped: ofDropped = 0, user_erased: ofErased = 0 } = check.rejected;
    const reason = ofDropped > 0 ? 'day_dropped' : 'no_event';
    if (ofDropped > 0 || ofErased === 0) check.refusal = { reason, detail: ARCHIVE_REASONS[reason] };
  }
  if (check.refusal === null && form !== null && form !== read.ids)
    check.refusal = { reason: 'other_id_form', detail: OTHER_ID_FORM[form] };
  return { check, keys };
}
