const LARGEST_ID = 2n ** 63n - 1n;
const LONGEST_ID = String(LARGEST_ID).length;

/** Ids from `low` to `high`, both included. */
export interface IdRange {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * The ids whose decimal digits begin with `prefix`, ascending: 16 means 16, 160 to 169, 1600 to 1699 and so
 * on. An index of numbers finds ranges. No id but 0 begins with 0; an empty prefix means all ids.
 * @param prefix up to 19 decimal digits
 */
export function idsThatBeginWith(prefix: string): IdRange[] {
  if (prefix === '') return [{ low: 0n, high: LARGEST_ID }];
  if (prefix.startsWith('0')) return prefix === '0' ? [{ low: 0n, high: 0n }] : [];
  const first = BigInt(prefix);
  return Array.from({ length: LONGEST_ID - prefix.length + 1 }, (_, digits) => {
    const low = first * 10n ** BigInt(digits);
    const high = low + 10n ** BigInt(digits) - 1n;
    return { low, high: high > LARGEST_ID ? LARGEST_ID : high };
  }).filter(({ low }) => low <= LARGEST_ID);
}

/** Where ids behind `after` begin that lie in one of the ranges, which ascend; null: nowhere. */
export function firstBehind(after: bigint, ranges: readonly IdRange[]): bigint | null {
  const range = ranges.find(({ high }) => high > after);
  if (range === undefined) return null;
  return range.low > after ? range.low : after + 1n;
}

export function isWithin(id: bigint, ranges: readonly IdRange[]): boolean {
  return ranges.some(({ low, high }) => low <= id && id <= high);
}
