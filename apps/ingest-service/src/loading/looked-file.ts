import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { Content } from '../formats/content-digest.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import { readingDigest } from '../mapping/mapped-archive.js';
import type { ArchiveFile } from '../sources/archive-files.js';
import type { SeenFile } from '../storage/archives.repository.js';

/** How the files of a load are taken. */
export interface Taking {
  /** Load it even where retention dropped its day. */
  includeDropped: boolean;
  /** Take a content in place of one that it shares little with. */
  replace: boolean;
  /** Days that its lines may have, where they give them. */
  plausible: PlausibleDays;
}

/** A file of a load. */
export interface TakenFile extends ArchiveFile, Taking {
  /** See `readingDigest`; null: an archive of Music Box. */
  reading: string | null;
}

/** A file whose content was looked at. */
export interface LookedFile extends TakenFile {
  /** Of the file as it was then, see `versionOf`. */
  version: string;
  /** See `Content`; null where less than that was read. */
  head: string | null;
  /** Digests of its beginnings, by those lengths of known contents that it may begin with. */
  prefixes: ReadonlyMap<number, string>;
  /** Null: no known content has its head, so it is digested while it is loaded. */
  content: Content | null;
  /** Reads all of it. @throws ArchiveRefused */
  whole: () => Promise<Content>;
}

export function takenFile(file: ArchiveFile, taking: Taking): TakenFile {
  const { mapping, archive } = file;
  return { ...file, ...taking, reading: mapping === undefined ? null : readingDigest(mapping, archive.kind) };
}

/** The file and its reading, for a later load. @param content null: it was not read whole */
export function seenFile(
  { place, stamp, reading }: TakenFile,
  content: SeenFile['content'] = null,
): SeenFile & { seen: string } {
  return { place, reading, seen: seenOf(stamp, reading), content };
}

/** Reasons that lie in the file, or in what else is loaded, and not in its content: the next load tries it again. */
const OF_FILE: ReadonlySet<ArchiveReason> = new Set([
  'unreadable',
  'file_changed',
  'reader_failed',
  'other_mapping',
]);

/** The same of a file that is refused. */
export function refusedFile(
  file: TakenFile,
  reason: ArchiveReason,
  content: SeenFile['content'] = null,
): SeenFile {
  const seen = seenFile(file, content);
  return OF_FILE.has(reason) ? { ...seen, seen: null, content: null } : seen;
}

export function seenOf(stamp: string, reading: string | null): string {
  return `${stamp} ${reading ?? ''}`;
}
