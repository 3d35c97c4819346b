import type { BucketList } from '../sources/log-bucket.js';

/** A bucket of so many objects takes ten requests to list, at each look. */
const LISTED_WHOLE = 10_000;
/** Objects that were replaced, or whose keys do not ascend, are found at each of these looks. */
const WHOLE_EACH = 20;

/**
 * Where each list of a bucket begins: behind the last key where there are many objects, of which all are taken,
 * and keys of new ones ascend, as those of days do. Now and then, and where that does not hold, all are listed.
 */
export class BucketListing {
  private lastKey: string | null = null;
  private objects = 0;
  private looks = 0;
  private ascends = true;

  /** The key behind which the next list begins; undefined: all are listed. */
  get after(): string | undefined {
    const { lastKey, objects, looks, ascends } = this;
    const isWhole = !ascends || objects <= LISTED_WHOLE || looks % WHOLE_EACH === 0;
    return isWhole ? undefined : (lastKey ?? undefined);
  }

  /** @param news keys of objects that no load has taken, among those that were listed behind `after` */
  listed({ objects, lastKey }: BucketList, after: string | undefined, news: readonly string[]): void {
    const before = Buffer.from(this.lastKey ?? '');
    this.ascends &&= lastKey !== null && news.every((key) => before.compare(Buffer.from(key)) < 0);
    this.looks++;
    if (after === undefined) this.objects = objects.length;
    // Those that are not loaded yet are listed again.
    if (news.length === 0) this.lastKey = lastKey;
  }
}
