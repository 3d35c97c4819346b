import type { LookedFile } from './looked-file.js';

/** Files without a day in a batch: what became of each is kept in memory until it is committed. */
const MOST_FILES = 32;

/**
 * Cuts files into batches of `batchBytes`, or of one that is larger: archives of whole days, in the order of days, and
 * files without a day, of which those that may have the content of another one are in later batches.
 */
export function batchesOf<File extends Pick<LookedFile, 'archive' | 'byteCount' | 'place' | 'head'>>(
  files: File[],
  batchBytes: number,
): File[][] {
  const byDay = Map.groupBy(files, ({ archive }) => archive.day);
  const dateless = byDay.get(null) ?? [];
  byDay.delete(null);
  const days = [...byDay.values()].map((all) => ({
    all,
    byteCount: all.reduce((sum, { byteCount }) => sum + byteCount, 0),
  }));
  const batches = batchesWithin(days, { count: Infinity, bytes: batchBytes });
  // The archives of all kinds of a file.
  let left = [...Map.groupBy(dateless, ({ place }) => place).values()].map((all) => ({ all, ...all[0]! }));
  while (left.length > 0) {
    const heads = new Set<string | null>();
    const isNew = ({ head }: { head: string | null }): boolean =>
      head === null || (!heads.has(head) && heads.add(head).size > 0);
    const { now = [], later = [] } = Object.groupBy(left, (file) => (isNew(file) ? 'now' : 'later'));
    batches.push(...batchesWithin(now, { count: MOST_FILES, bytes: batchBytes }));
    left = later;
  }
  return batches.map((batch) => batch.flatMap(({ all }) => all));
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
