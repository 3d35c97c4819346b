import { createHash } from 'node:crypto';
import { sipHash, userHashesBy } from './sip-hash.js';
import { asSigned } from './user-hashes.js';

const KEY = Uint8Array.from({ length: 16 }, (_, n) => n);

/** The same with bigints, as the paper writes it. */
function byBigints(key: Uint8Array, message: bigint): bigint {
  const words = new BigUint64Array(key.slice().buffer);
  const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
  const turned = (value: bigint, bits: bigint): bigint => wrap((value << bits) | (value >> (64n - bits)));
  let v0 = words[0]! ^ 0x736f6d6570736575n;
  let v1 = words[1]! ^ 0x646f72616e646f6dn;
  let v2 = words[0]! ^ 0x6c7967656e657261n;
  let v3 = words[1]! ^ 0x7465646279746573n;
  const rounds = (count: number): void => {
    for (let n = 0; n < count; n++) {
      v0 = wrap(v0 + v1);
      v1 = turned(v1, 13n) ^ v0;
      v0 = turned(v0, 32n);
      v2 = wrap(v2 + v3);
      v3 = turned(v3, 16n) ^ v2;
      v0 = wrap(v0 + v3);
      v3 = turned(v3, 21n) ^ v0;
      v2 = wrap(v2 + v1);
      v1 = turned(v1, 17n) ^ v2;
      v2 = turned(v2, 32n);
    }
  };
  for (const word of [message, 8n << 56n]) {
    v3 ^= word;
    rounds(2);
    v0 ^= word;
  }
  v2 ^= 0xffn;
  rounds(4);
  return v0 ^ v1 ^ v2 ^ v3;
}

describe('sipHash', () => {
  it('is the one of the reference: key 00 to 0f, bytes 00 to 07', () => {
    expect(sipHash(KEY, 0x03020100, 0x07060504).toString(16)).toBe('93f5f5799a932462');
  });

  it('agrees with the paper on any number and key', () => {
    for (let n = 0; n < 500; n++) {
      const random = createHash('sha256').update(`seed 7 ${n}`).digest();
      const key = new Uint8Array(random.subarray(0, 16));
      const id = random.readBigUInt64LE(16);
      expect(sipHash(key, random.readUInt32LE(16), random.readUInt32LE(20))).toBe(byBigints(key, id));
    }
  });

  it('is the same of an id as text, number and bigint', () => {
    const { hash } = userHashesBy(KEY);
    expect(new Set(['751824', 751824, 751824n, '00751824'].map(hash)).size).toBe(1);
    const large = 9_007_199_254_740_991;
    expect(hash(large)).toBe(hash(String(large)));
    expect(hash('9223372036854775807')).toBe(hash(2n ** 63n - 1n));
  });

  it('fits a bigint column', () => {
    expect([0n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n].map(asSigned)).toEqual([
      '0',
      '9223372036854775807',
      '-9223372036854775808',
      '-1',
    ]);
  });
});
