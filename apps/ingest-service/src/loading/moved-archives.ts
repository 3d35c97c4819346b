import { Injectable } from '@nestjs/common';
import { lstat } from 'node:fs/promises';
import { stampOf } from '../sources/content-hash.js';
import type { Content } from '../formats/content-digest.js';
import type { ContentHasher } from '../sources/content-hasher.js';
import { isLoaded } from '../storage/archive.entity.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { FilePlacesRepository } from '../storage/file-places.repository.js';
import type { KnownArchive } from '../storage/archives.repository.js';
import { hasContent, isReadOtherwise } from './archive-contents.js';
import { outcomeOf } from './load-outcome.js';
import type { LoadOutcome } from './load-outcome.js';
import { seenOf } from './looked-file.js';
import type { LookedFile } from './looked-file.js';

/** An archive whose file has another place now. */
interface Move {
  archive: KnownArchive;
  file: LookedFile;
  /** Else the file has grown, too, or is read otherwise. */
  isWhole: boolean;
}

/**
 * Finds mapped files that were renamed or moved since they were loaded: what an archive has is the content of a
 * file, or the beginning of it, and is no longer at the place of the archive. The archive takes the new place and
 * keeps its events. So do all of a chain of names (app.log, app.log.1, app.log.2), whose last file may be gone.
 */
@Injectable()
export class MovedArchives {
  constructor(
    private readonly repository: ArchivesRepository,
    private readonly places: FilePlacesRepository,
  ) {}

  /** Answers what was moved and is not to be loaded, which files are left, and names of archives without a file. */
  async move(
    files: LookedFile[],
    hasher: ContentHasher,
    signal: AbortSignal,
  ): Promise<{ moved: LoadOutcome[]; left: LookedFile[]; vanished: string[] }> {
    const moves = await this.find(files, hasher, signal);
    if (moves.length === 0) return { moved: [], left: files, vanished: [] };
    const vanished = await this.places.move(
      moves.map(({ archive: { id }, file, isWhole }) => ({
        id,
        identity: file.archive.identity,
        name: file.archive.name,
        place: file.place,
        seen: isWhole ? seenOf(file.stamp, file.reading) : null,
      })),
    );
    const whole = new Set(moves.filter(({ isWhole }) => isWhole).map(({ file }) => file));
    const moved = [...whole].map((file) => outcomeOf(file, 'moved', null));
    return { moved, left: files.filter((file) => !whole.has(file)), vanished };
  }

  private async find(files: LookedFile[], hasher: ContentHasher, signal: AbortSignal): Promise<Move[]> {
    const mapped = files.filter(({ mapping }) => mapping !== undefined);
    const contents = mapped.flatMap(({ content, prefixes }) => [
      ...(content === null ? [] : [content.sha256]),
      ...prefixes.values(),
    ]);
    if (contents.length === 0) return [];
    const identities = mapped.map(({ archive }) => archive.identity);
    const known = await this.repository.known({ contents, identities });
    const byContent = Map.groupBy(known.filter(isLoaded), ({ sha256 }) => sha256!);
    const byIdentity = new Map(known.map((one) => [one.identity, one]));
    const places = new Places(files, hasher, signal);
    const moves = new Map<number, Move>();
    const taken = new Set<LookedFile>();
    for (const isWhole of [true, false]) {
      for (const file of mapped) {
        const own = byIdentity.get(file.archive.identity);
        if (taken.has(file) || (own !== undefined && isLoaded(own) && hasContent(own, file))) continue;
        const digests = isWhole ? [file.content?.sha256] : [file.content?.sha256, ...longestFirst(file)];
        const candidates = digests
          .flatMap((digest) => byContent.get(digest ?? '') ?? [])
          .filter((one) => one.id !== own?.id && !moves.has(one.id) && isReadAlike(one, file, isWhole));
        for (const archive of candidates) {
          const isReplaced = file.replace && !isWhole && isReadOtherwise(archive, file);
          const isEqual = archive.sha256 === file.content?.sha256;
          if (!isReplaced && !(await places.haveLost(archive, isEqual))) continue;
          moves.set(archive.id, { archive, file, isWhole });
          taken.add(file);
          break;
        }
      }
    }
    return [...moves.values()];
  }
}

/**
 * By the same reading; or by the same mapping, of which another column of the path counts now; or by another mapping
 * that this one replaces.
 */
function isReadAlike(archive: KnownArchive, file: LookedFile, isWhole: boolean): boolean {
  const { reading, identity } = archive;
  if (reading === file.reading || isWhole) return reading === file.reading;
  const ofKind = `${file.mapping!.name}/${file.archive.kind}/`;
  return identity.startsWith(ofKind) || (file.replace && isReadOtherwise(archive, file));
}

function longestFirst({ prefixes, content }: LookedFile): string[] {
  return [...prefixes]
    .filter(([length]) => length !== content?.length)
    .sort(([a], [b]) => b - a)
    .map(([, digest]) => digest);
}

/** Digests of a content and of beginnings of it, by their lengths. */
type Beginnings = Pick<Content, 'sha256'> & Pick<LookedFile, 'prefixes'>;

/** What lies at the places of archives now. */
class Places {
  private readonly byPlace: Map<string, LookedFile>;
  private readonly contents = new Map<string, Promise<Beginnings | null>>();

  constructor(
    files: LookedFile[],
    private readonly hasher: ContentHasher,
    private readonly signal: AbortSignal,
  ) {
    this.byPlace = new Map(files.map((file) => [file.place, file]));
  }

  /**
   * The content of the archive is no longer at its place, nor the beginning of what is there. Of a bucket or a sender that is not known: there a
   * file that begins with the content has grown, and one that is equal is a copy.
   */
  async haveLost(archive: KnownArchive, isEqual: boolean): Promise<boolean> {
    const { place, seen, reading, isRefused, sha256, length } = archive;
    if (place === null) return true;
    if (!place.startsWith('/')) return !isEqual;
    const status = await lstat(place, { bigint: true }).catch(() => null);
    if (status === null) return true;
    if (!isRefused && seenOf(stampOf(status), reading) === seen) return false;
    const key = `${length} ${place}`;
    const content = this.contents.get(key) ?? this.contentAt(place, Number(status.size), length);
    this.contents.set(key, content);
    const there = await content;
    return there === null || (there.sha256 !== sha256 && there.prefixes.get(length ?? 0) !== sha256);
  }

  private async contentAt(
    path: string,
    byteCount: number,
    length: number | null,
  ): Promise<Beginnings | null> {
    const file = this.byPlace.get(path);
    if (file?.content && (length === null || length >= file.content.length || file.prefixes.has(length)))
      return { sha256: file.content.sha256, prefixes: file.prefixes };
    return await this.hasher.whole({ path, byteCount }, this.signal, length === null ? [] : [length]).then(
      ({ content, prefixes }) => ({ sha256: content!.sha256, prefixes }),
      () => null,
    );
  }
}
