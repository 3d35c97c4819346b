import { createHmac } from 'node:crypto';
import { SeededRandom } from '#ml';
import { hmacOf } from './hmac.js';

describe('hmacOf', () => {
  it('is the HMAC-SHA-256 of Node for keys and contents of every length, one after the other', () => {
    const random = new SeededRandom(5);
    const bytes = (length: number) => Uint8Array.from({ length }, () => random.int(256));
    for (let n = 0; n < 300; n++) {
      const key = bytes(random.int(140));
      const start = 'list\0 of songs 演员'.slice(0, random.int(16));
      const sign = hmacOf(key, start);
      for (const content of [bytes(random.int(200)), '', `r1.${n}.演员`]) {
        const expected = createHmac('sha256', key).update(start).update(content).digest();
        expect(sign(content)).toEqual(expected);
      }
    }
  });
});
