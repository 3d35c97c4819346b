import { mix32 } from '../random/seeded-random.js';

/** Row numbers of the two sides, each ascending. */
export interface UserSplit {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Splits rows by their user: a user is on the test side when the hash of (seed, user) falls below `testShare` (0 to 1).
 * The side depends on nothing else, so a user stays on it whatever other users, rows, order or snapshot date there are.
 */
export function splitByUser(
  userIds: BigInt64Array,
  { seed, testShare }: { seed: number; testShare: number },
): UserSplit {
  const limit = testShare * 4294967296;
  const train: number[] = [];
  const test: number[] = [];
  userIds.forEach((userId, row) => {
    (userHash(userId, seed) < limit ? test : train).push(row);
  });
  return { train: Int32Array.from(train), test: Int32Array.from(test) };
}

function userHash(userId: bigint, seed: number): number {
  const low = Number(BigInt.asUintN(32, userId));
  const high = Number(BigInt.asUintN(32, userId >> 32n));
  const seeded = mix32((seed ^ Math.floor(seed / 4294967296)) + 0x9e3779b9);
  return mix32(mix32(seeded ^ low) + Math.imul(high, 0x85ebca6b));
}
