/** What erased users are recognised by: a hash of the id by a secret of this platform. */
export interface UserHashes {
  /** 16 bytes. */
  readonly key: Uint8Array;
  /** 64 bits, from 0 on. */
  readonly hash: (userId: string | number | bigint) => bigint;
}

export function userHashesBy(key: Uint8Array): UserHashes {
  return {
    key,
    hash: (userId) => {
      if (typeof userId === 'number') return sipHash(key, userId % 2 ** 32, Math.floor(userId / 2 ** 32));
      const id = BigInt(userId);
      return sipHash(key, Number(BigInt.asUintN(32, id)), Number(id >> 32n));
    },
  };
}

/**
 * SipHash-2-4 (Aumasson and Bernstein 2012) of one whole number of 64 bits: a hash that no one can compute,
 * nor try ids against, who does not have the key. In halves of 32 bits, since bigints take ten times as long.
 * The loader's kernel has the same in `assembly/erased-users.ts`.
 * @param key 16 bytes
 * @param low the lower 32 bits of the number. @param high the upper ones
 * @returns 64 bits
 */
export function sipHash(key: Uint8Array, low: number, high: number): bigint {
  const view = new DataView(key.buffer, key.byteOffset, 16);
  const keyLow0 = view.getUint32(0, true);
  const keyHigh0 = view.getUint32(4, true);
  const keyLow1 = view.getUint32(8, true);
  const keyHigh1 = view.getUint32(12, true);
  // v0 to v3, the lower half of each first: "somepseudorandomlygeneratedbytes".
  const v = Uint32Array.of(
    keyLow0 ^ 0x70736575,
    keyHigh0 ^ 0x736f6d65,
    keyLow1 ^ 0x6e646f6d,
    keyHigh1 ^ 0x646f7261,
    keyLow0 ^ 0x6e657261,
    keyHigh0 ^ 0x6c796765,
    keyLow1 ^ 0x79746573,
    keyHigh1 ^ 0x74656462,
  );
  compress(v, low, high);
  // The last block: how many bytes there were, 8, in its highest byte.
  compress(v, 0, 0x08000000);
  v[4]! ^= 0xff;
  rounds(v, 4);
  const hashLow = (v[0]! ^ v[2]! ^ v[4]! ^ v[6]!) >>> 0;
  const hashHigh = (v[1]! ^ v[3]! ^ v[5]! ^ v[7]!) >>> 0;
  return (BigInt(hashHigh) << 32n) | BigInt(hashLow);
}

function compress(v: Uint32Array, low: number, high: number): void {
  v[6]! ^= low;
  v[7]! ^= high;
  rounds(v, 2);
  v[0]! ^= low;
  v[1]! ^= high;
}

function rounds(v: Uint32Array, count: number): void {
  for (let n = 0; n < count; n++) {
    mix(v, 0, 2, 13);
    swapHalves(v, 0);
    mix(v, 4, 6, 16);
    mix(v, 0, 6, 21);
    mix(v, 4, 2, 17);
    swapHalves(v, 4);
  }
}

/** Adds word `b` to word `a`, turns `b` to the left by `bits` (1 to 31), and adds `a` to it without carry. */
function mix(v: Uint32Array, a: number, b: number, bits: number): void {
  const low = v[b]!;
  const high = v[b + 1]!;
  const sum = v[a]! + low;
  v[a] = sum;
  v[a + 1] = v[a + 1]! + high + (sum > 0xffffffff ? 1 : 0);
  v[b] = ((low << bits) | (high >>> (32 - bits))) ^ v[a];
  v[b + 1] = ((high << bits) | (low >>> (32 - bits))) ^ v[a + 1]!;
}

function swapHalves(v: Uint32Array, at: number): void {
  const low = v[at]!;
  v[at] = v[at + 1]!;
  v[at + 1] = low;
}
