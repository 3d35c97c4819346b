import { SeededRandom } from '#ml';
import { millionthsJson, millionthsOf } from './millionths.js';

describe('millionthsJson', () => {
  it('writes what JSON.stringify writes, of any size and sign', () => {
    const random = new SeededRandom(17);
    const some = [
      0,
      -0,
      1,
      -1,
      10,
      1_000,
      999_999,
      1_000_000,
      -1_234_567,
      120_000,
      2 ** 43 - 1,
      2 ** 43,
      2 ** 52,
    ];
    for (let n = 0; n < 20_000; n++) some.push(Math.trunc(random.normal() * 10 ** random.int(13)));
    for (const millionths of some) {
      expect(millionthsJson(millionths)).toBe(JSON.stringify(millionths / 1e6));
      if (Math.abs(millionths) < 2 ** 43) expect(millionthsOf(millionths / 1e6)).toBe(millionths);
    }
    for (const strange of [Infinity, -Infinity, NaN]) expect(millionthsJson(strange)).toBe('null');
  });
});
