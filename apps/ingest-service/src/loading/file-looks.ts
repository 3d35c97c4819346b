import { Injectable } from '@nestjs/common';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import { HEAD_BYTES } from '../formats/content-digest.js';
import type { ContentHasher } from '../sources/content-hasher.js';
import type { SeenContent } from '../sources/content-look.worker.js';
import { FilePlacesRepository } from '../storage/file-places.repository.js';
import type { LookedFile, TakenFile } from './looked-file.js';

/** Files of one question to the database. */
const AT_ONCE = 200;

/**
 * Looks at contents before they are loaded: at the first 64 KiB of each, and at all of those alone that begin as a
 * content that is known. All others cannot be duplicates, and are digested while they are loaded.
 */
@Injectable()
export class FileLooks {
  constructor(private readonly places: FilePlacesRepository) {}

  /** @param onRefused gets files that cannot be read */
  async lookAt(
    files: readonly TakenFile[],
    hasher: ContentHasher,
    signal: AbortSignal,
    onRefused: (file: TakenFile, reason: ArchiveReason) => Promise<void>,
  ): Promise<LookedFile[]> {
    const looked: LookedFile[] = [];
    for (let at = 0; at < files.length; at += AT_ONCE) {
      const some = files.slice(at, at + AT_ONCE);
      const heads = new Map<string, SeenContent | ArchiveReason>();
      for (const file of some) {
        if (!heads.has(file.path)) heads.set(file.path, await orReason(hasher.head(file, signal)));
      }
      const seen = [...heads.values()].filter((head) => typeof head !== 'string');
      const lengths = await this.places.lengths(seen.flatMap((head) => head.heads));
      const whole = new Map<string, SeenContent | ArchiveReason>();
      for (const file of some) {
        const head = heads.get(file.path)!;
        if (typeof head !== 'string' && !whole.has(file.path))
          whole.set(file.path, await orReason(further(file, head, lengths, hasher, signal)));
        const found = whole.get(file.path) ?? head;
        if (typeof found === 'string') await onRefused(file, found);
        else looked.push(lookedFile(file, found, hasher, signal));
      }
    }
    return looked;
  }
}

/** Looks further where a known content has one of the heads of this one. @param lengths of known contents by head */
async function further(
  file: TakenFile,
  seen: SeenContent,
  lengths: ReadonlyMap<string, number[]>,
  hasher: ContentHasher,
  signal: AbortSignal,
): Promise<SeenContent> {
  const length = seen.content?.length ?? Infinity;
  const known = seen.heads.flatMap((head) => lengths.get(head) ?? []).filter((one) => one < length);
  if (known.length === 0) return seen;
  const isBrief = Math.max(...known) < HEAD_BYTES;
  return isBrief ? await hasher.head(file, signal, known) : await hasher.whole(file, signal, known);
}

function lookedFile(
  file: TakenFile,
  { version, heads, prefixes, content }: SeenContent,
  hasher: ContentHasher,
  signal: AbortSignal,
): LookedFile {
  const head = content?.head ?? heads.at(-1) ?? null;
  const whole = async (): Promise<NonNullable<LookedFile['content']>> =>
    (await hasher.whole(file, signal)).content!;
  return { ...file, version, head, prefixes, content, whole };
}

/** @throws what is no refusal */
async function orReason(look: Promise<SeenContent>): Promise<SeenContent | ArchiveReason> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof ArchiveRefused) return error.reason;
    throw error;
  }
}
