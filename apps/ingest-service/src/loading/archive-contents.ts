import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import type { Content } from '../formats/content-digest.js';
import { isLoaded } from '../storage/archive.entity.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import type { KnownArchive } from '../storage/archives.repository.js';
import type { LookedFile } from './looked-file.js';

/** What decides whether an archive is new. */
export type ArchiveContent = Pick<LookedFile, 'archive' | 'reading' | 'includeDropped' | 'replace'> & {
  content: Pick<Content, 'sha256'> & Partial<Content>;
};

/** An archive of which something is to be written. */
export interface LoadableArchive {
  is: 'loadable';
  /** The same archive with events, which are to be replaced. */
  previous: KnownArchive | null;
  /** Another archive that has events of this content: then this one is its duplicate. */
  original: KnownArchive | null;
}

/** An archive that is refused, as its content is loaded by another mapping, or as a whole one is loaded. */
interface NotLoadable {
  is: 'refused';
  reason: 'other_mapping' | 'damaged_copy';
}

/** What an archive's content is, compared with the archives known already. */
export type ContentStatus =
  { is: 'unchanged'; known: KnownArchive } | { is: 'dropped' } | NotLoadable | LoadableArchive;

/** Compares contents with those that are loaded. */
@Injectable()
export class ArchiveContents {
  constructor(private readonly repository: ArchivesRepository) {}

  /** Looks at the whole content where a load has taken one with its head since the file was looked at. */
  async status(file: LookedFile, transaction?: Transaction): Promise<ContentStatus> {
    const { archive, head } = file;
    const by = {
      identities: [archive.identity],
      heads: head === null ? [] : [head],
      contents: file.content === null ? [] : [file.content.sha256],
    };
    const known = await this.repository.known(by, transaction);
    if (file.content === null && known.some((other) => other.head === head && other.sha256 !== null))
      file.content = await file.whole();
    return statusAmong(known, file);
  }

  /** Those of the files of which a load would change nothing. */
  async unchanged<File extends ArchiveContent>(files: File[]): Promise<File[]> {
    const known = await this.repository.known({
      identities: files.map(({ archive }) => archive.identity),
      contents: files.map(({ content }) => content.sha256),
    });
    const byIdentity = Map.groupBy(known, ({ identity }) => identity);
    return files.filter((file) => {
      const { is } = statusAmong(byIdentity.get(file.archive.identity) ?? [], file);
      return is === 'unchanged' || is === 'dropped';
    });
  }
}

/** @param known the archive, and those of its content */
function statusAmong(
  known: KnownArchive[],
  file: Omit<ArchiveContent, 'content'> & {
    content: ArchiveContent['content'] | null;
  },
): ContentStatus {
  const same = known.find(({ identity }) => identity === file.archive.identity) ?? null;
  const isSame = same !== null && hasContent(same, file) && isAsDamaged(same, file.content!);
  if (isSame && same.state === 'dropped' && !file.includeDropped) return { is: 'dropped' };
  const lacks = same !== null && (same.lacksOriginal || (same.lacksDays && file.includeDropped));
  if (isSame && same.state !== 'dropped' && same.limits === null && !lacks)
    return { is: 'unchanged', known: same };
  const previous = same !== null && same.eventCount > 0 ? same : null;
  const others = known.filter((other) => other.identity !== file.archive.identity && isLoaded(other));
  const original = others.find((other) => hasContent(other, file) || hasBeginning(other, file));
  if (original === undefined && others.some((other) => isReadOtherwise(other, file)))
    return { is: 'refused', reason: 'other_mapping' };
  if (previous !== null && !previous.isDamaged && file.content?.isDamaged === true && !file.replace)
    return { is: 'refused', reason: 'damaged_copy' };
  return { is: 'loadable', previous, original: original ?? null };
}

export function hasContent(
  known: Pick<KnownArchive, 'sha256' | 'reading'>,
  { content, reading }: { content: Pick<Content, 'sha256'> | null; reading: string | null },
): boolean {
  return content !== null && known.sha256 === content.sha256 && known.reading === reading;
}

/** Another file that has grown began with this content, so that it is a copy. */
function hasBeginning(
  known: Pick<KnownArchive, 'beginnings' | 'reading'>,
  { content, reading }: { content: Pick<Content, 'sha256'> | null; reading: string | null },
): boolean {
  return content !== null && known.reading === reading && known.beginnings.includes(content.sha256);
}

/**
 * An archive of the same kind and content that a mapping of another name has read otherwise. By a mapping of the same
 * name, the columns of the path differ: then both count.
 */
export function isReadOtherwise(
  known: Pick<KnownArchive, 'identity' | 'sha256' | 'reading'>,
  file: Pick<LookedFile, 'archive' | 'reading'> & { content: Pick<Content, 'sha256'> | null },
): boolean {
  if (file.content?.sha256 !== known.sha256 || file.reading === null || known.reading === null) return false;
  const [mapping, kind] = known.identity.split('/');
  const [ownMapping, ownKind] = file.archive.identity.split('/');
  return mapping !== ownMapping && kind === ownKind && known.reading !== file.reading;
}

/** A file whose end was missing may have been mended without another byte of its content. */
function isAsDamaged(known: KnownArchive, { isDamaged }: Partial<Content>): boolean {
  return isDamaged === undefined || isDamaged === known.isDamaged;
}
