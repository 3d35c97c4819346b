import type { Id } from './whole-number.js';

/** A part of the users: who belongs to it depends on nothing but the user id and the seed. */
export interface UserSample {
  /** Share of the users, above 0 and at most 1. */
  readonly share: number;
  /** Another seed, other users. A whole number from 0 to 2^31-1. */
  readonly seed: number;
}

/** Whether the user belongs to the sample; one who belongs to a share belongs to every larger one of the same seed. */
export function isInSample(userId: Id, { share, seed }: UserSample): boolean {
  return hash(userId, seed) < share * 2 ** 32;
}

/** 32 bits of both halves of the id, by the finaliser of MurmurHash3 (Appleby 2008). */
function hash(userId: Id, seed: number): number {
  const low = typeof userId === 'number' ? userId % 2 ** 32 : Number(BigInt.asUintN(32, userId));
  const high = typeof userId === 'number' ? Math.floor(userId / 2 ** 32) : Number(userId >> 32n);
  return mixed(mixed(mixed(seed ^ 0x9e3779b9) ^ high) ^ low) >>> 0;
}

function mixed(bits: number): number {
  let h = bits | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
