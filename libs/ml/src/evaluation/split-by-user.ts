import { mix32 } from '../random/seeded-random.js';

/**
 * Splits rows by their user: the hash of (seed, user), a number from 0 to 1, falls into one of the `shares`
 * laid end to end from 0, or into the rest. It depends on nothing else, so a user stays on a side whatever
 * other users, rows, order or snapshot date there are, and changing a share moves no user across the shares
 * before it.
 * @returns row numbers of each share and, last, of the rest, each ascending. Throws RangeError when shares exceed 1.
 */
export function splitByUser(
  userIds: BigInt64Array,
  { seed, shares }: { seed: number; shares: readonly number[] },
): Int32Array[] {
  let end = 0;
  const limits = shares.map((share) => (end += share) * 4294967296);
  if (!(end <= 1) || shares.some((share) => !(share >= 0)))
    throw new RangeError(`shares ${shares.join(', ')} are no parts of a whole`);
  const sides: number[][] = Array.from({ length: shares.length + 1 }, () => []);
  userIds.forEach((userId, row) => {
    const hash = userHash(userId, seed);
    const side = limits.findIndex((limit) => hash < limit);
    sides.at(side)!.push(row);
  });
  return sides.map((rows) => Int32Array.from(rows));
}

function userHash(userId: bigint, seed: number): number {
  const low = Number(BigInt.asUintN(32, userId));
  const high = Number(BigInt.asUintN(32, userId >> 32n));
  const seeded = mix32((seed ^ Math.floor(seed / 4294967296)) + 0x9e3779b9);
  return mix32(mix32(seeded ^ low) + Math.imul(high, 0x85ebca6b));
}
