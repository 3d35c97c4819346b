import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { ArchivesRepository } from '../storage/archives.repository.js';
import type { KnownArchive } from '../storage/archives.repository.js';
import type { HashedFile } from './open-batch.js';

/** What decides whether an archive is new. */
export type ArchiveContent = Pick<HashedFile, 'archive' | 'sha256' | 'includeDropped'>;

/** An archive of which something is to be written. */
export interface LoadableArchive {
  is: 'loadable';
  /** The same archive with events, which are to be replaced. */
  previous: KnownArchive | null;
  /** Another archive that has events of this content: then this one is its duplicate. */
  original: KnownArchive | null;
}

/** What an archive's content is, compared with the archives known already. */
export type ContentStatus = { is: 'unchanged'; known: KnownArchive } | { is: 'dropped' } | LoadableArchive;

/** Compares contents with those that are loaded. */
@Injectable()
export class ArchiveContents {
  constructor(private readonly repository: ArchivesRepository) {}

  async status(file: ArchiveContent, transaction?: Transaction): Promise<ContentStatus> {
    return statusAmong(await this.repository.knownArchives([file], transaction), file);
  }

  /** Those of the files of which a load would change nothing. */
  async unchanged<File extends ArchiveContent>(files: File[]): Promise<File[]> {
    const known = await this.repository.knownArchives(files);
    const byIdentity = Map.groupBy(known, ({ identity }) => identity);
    const bySha256 = Map.groupBy(known, ({ sha256 }) => sha256);
    return files.filter((file) => {
      const { archive, sha256 } = file;
      const ofFile = [...(byIdentity.get(archive.identity) ?? []), ...(bySha256.get(sha256) ?? [])];
      return statusAmong(ofFile, file).is !== 'loadable';
    });
  }

  /** Another archive that has events of the same content. */
  async originalOf(file: ArchiveContent, transaction: Transaction): Promise<KnownArchive | null> {
    return originalAmong(await this.repository.knownArchives([file], transaction), file);
  }
}

/** @param known the archive, and those of its content */
function statusAmong(known: KnownArchive[], file: ArchiveContent): ContentStatus {
  const same = known.find(({ identity }) => identity === file.archive.identity) ?? null;
  if (same?.state === 'dropped') {
    if (same.sha256 === file.sha256 && !file.includeDropped) return { is: 'dropped' };
  } else if (same !== null && isUnchanged(same, file, known)) return { is: 'unchanged', known: same };
  const previous = same !== null && same.eventCount > 0 ? same : null;
  return { is: 'loadable', previous, original: originalAmong(known, file) };
}

/** The archive has this very content, with all days that are asked for. */
function isUnchanged(same: KnownArchive, file: ArchiveContent, known: KnownArchive[]): boolean {
  return (
    same.sha256 === file.sha256 && hasItsOriginal(same, known) && !(same.lacksDays && file.includeDropped)
  );
}

/** A duplicate counts while its original has events. */
function hasItsOriginal({ state, sha256, duplicateOf }: KnownArchive, known: KnownArchive[]): boolean {
  return (
    state !== 'duplicate' || known.some((other) => other.id === duplicateOf && hasEventsOf(sha256, other))
  );
}

function originalAmong(known: KnownArchive[], { archive, sha256 }: ArchiveContent): KnownArchive | null {
  return known.find((other) => other.identity !== archive.identity && hasEventsOf(sha256, other)) ?? null;
}

function hasEventsOf(content: string | null, { sha256, state }: KnownArchive): boolean {
  return sha256 === content && (state === 'loaded' || state === 'partial');
}
