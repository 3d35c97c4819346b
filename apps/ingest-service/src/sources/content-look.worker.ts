import { ArchiveReader } from './archive-reader.js';
import { HEAD_BYTES } from '../formats/content-digest.js';
import type { Content } from '../formats/content-digest.js';

/** What was seen of a file's content, see `ContentDigest`. */
export interface SeenContent {
  /** Of the file as it was then, see `versionOf`. */
  readonly version: string;
  readonly heads: readonly string[];
  readonly prefixes: ReadonlyMap<number, string>;
  /** Null: only the beginning was read. */
  readonly content: Content | null;
}

export interface Look {
  readonly path: string;
  /** Of beginnings of which digests are needed. */
  readonly lengths: readonly number[];
  /** Only the first 64 KiB, unless the content ends there. */
  readonly isBrief: boolean;
}

/**
 * Reads the content of a file, and makes nothing of it but digests.
 * @throws ArchiveRefused where it cannot be unpacked, or the file is written to meanwhile
 */
export async function lookAt({ path, lengths, isBrief }: Look, signal?: AbortSignal): Promise<SeenContent> {
  const reader = new ArchiveReader(path, null, lengths);
  const { digest } = reader;
  let isWhole = true;
  for await (const _ of reader.chunks()) {
    signal?.throwIfAborted();
    isWhole = !isBrief || digest.length <= HEAD_BYTES;
    if (!isWhole) break;
  }
  const { heads, prefixes } = digest;
  return { version: reader.version!, heads, prefixes, content: isWhole ? reader.content : null };
}

/** The same in a thread. */
export default (look: Look): Promise<SeenContent> => lookAt(look);
