import type { ArchiveFile } from '../sources/archive-files.js';

/**
 * Cuts files, in the order of their days, into batches of whole days: days are added while a batch stays
 * below `batchBytes`. A file without a day is a batch of its own.
 */
export function batchesOf<File extends Pick<ArchiveFile, 'archive' | 'byteCount'>>(
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

function daysOf<File extends Pick<ArchiveFile, 'archive'>>(files: File[]): File[][] {
  const days: File[][] = [];
  for (const file of files) {
    const day = days.at(-1);
    if (file.archive.day === null || day?.[0]!.archive.day !== file.archive.day) days.push([file]);
    else day.push(file);
  }
  return days;
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
