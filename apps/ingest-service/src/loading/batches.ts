import type { ArchiveFile } from '../sources/archive-files.js';

/**
 * Cuts files, in the order of their days, into batches of whole days: days are added while a batch stays
 * below `batchBytes`. The archives of a file without a day are a batch of their own.
 */
export function batchesOf<File extends Pick<ArchiveFile, 'archive' | 'byteCount' | 'path'>>(
  files: File[],
  batchBytes: number,
): File[][] {
  const batches: File[][] = [];
  let bytes = 0;
  for (const ofDay of daysOf(files)) {
    const size = ofDay.reduce((sum, { byteCount }) => sum + byteCount, 0);
    const batch = batches.at(-1);
    const dateless = ofDay[0]!.archive.day === null;
    if (batch === undefined || dateless || bytes + size > batchBytes) {
      batches.push(ofDay);
      bytes = size;
    } else {
      batch.push(...ofDay);
      bytes += size;
    }
  }
  return batches;
}

/** Files of each day, and the archives of each file without one. */
function daysOf<File extends Pick<ArchiveFile, 'archive' | 'path'>>(files: File[]): File[][] {
  return [...Map.groupBy(files, ({ archive, path }) => archive.day ?? path).values()];
}

/** Cuts items into batches of so many items and bytes at most; a larger item is a batch of its own. */
export function batchesWithin<Sized extends { byteCount: number }>(
  items: readonly Sized[],
  most: { count: number; bytes: number },
): Sized[][] {
  const batches: Sized[][] = [];
  let bytes = 0;
  for (const item of items) {
    const last = batches.at(-1);
    bytes += item.byteCount;
    if (last !== undefined && last.length < most.count && bytes <= most.bytes) last.push(item);
    else {
      batches.push([item]);
      bytes = item.byteCount;
    }
  }
  return batches;
}
