import type { Id } from '../parsing/whole-number.js';
import { IdIndex } from './id-index.js';

describe('IdIndex', () => {
  it('numbers ids in the order in which they first come', () => {
    const index = new IdIndex();
    const numbers = new Map<Id, number>();
    let state = 1;
    for (let n = 0; n < 60_000; n++) {
      state = (state * 48271) % 2147483647;
      // Small and neighbouring ids, ids beyond 32 bits, and those that only a bigint can hold.
      const small = state % 20_000;
      const id = n % 7 === 0 ? small * 2 ** 34 : n % 11 === 0 ? 2n ** 53n + BigInt(small) : small;
      const known = numbers.get(id) ?? numbers.size;
      numbers.set(id, known);
      expect(index.of(id)).toBe(known);
    }
    expect(index.size).toBe(numbers.size);
    expect(index.ids).toEqual([...numbers.keys()]);
  });

  it('knows the id 0', () => {
    const index = new IdIndex();
    expect([index.of(0), index.of(1), index.of(0)]).toEqual([0, 1, 0]);
  });
});
