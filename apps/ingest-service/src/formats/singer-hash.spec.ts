import { MARK_BAD_BYTES, scanLine } from './scanned-line.js';
import { singerHash } from './singer-hash.js';
import { readSongText } from './song-text.js';

/** The hash of a line that is the singer alone. */
function hashOf(singer: string | Uint8Array, marks = 0): number | null {
  const line = scanLine(singer);
  line.marks |= marks;
  return singerHash(line, 0, line.bytes.length);
}

describe('singerHash', () => {
  it('is FNV-1a of the UTF-8, folded', () => {
    // 0xe40c292c and 0xbf9cf968 in the authors' list of test values.
    expect(hashOf('a')).toBe(((0xe40c ^ 0x292c) << 16) >> 16);
    expect(hashOf('foobar')).toBe(((0xbf9c ^ 0xf968) << 16) >> 16);
  });

  it('is null without a singer', () => {
    expect([hashOf(''), hashOf('\r\u0001\u007f')]).toEqual([null, null]);
  });

  it.each([
    '林志炫',
    'A&B',
    'A&amp;B',
    'A&B;C',
    'AC\\/DC',
    'back\\slash',
    'a\tb',
    'a \tb',
    'de\u007fl',
    '\u0002x',
    'a\rb',
    '&#26446;&#x738b;',
    '😀 &quot;x&quot;',
  ])('is that of the repaired text: %j', (singer) => {
    const bytes = Buffer.from(singer);
    const text = readSongText(bytes, 0, bytes.length)!;
    const plain = Buffer.from(text);
    let hash = 0x811c9dc5;
    for (const byte of plain) hash = Math.imul(hash ^ byte, 0x01000193);
    expect(hashOf(bytes)).toBe((((hash >>> 16) ^ hash) << 16) >> 16);
    expect(hashOf(bytes, MARK_BAD_BYTES)).toBe(hashOf(bytes));
  });

  it('reads bytes that are not UTF-8 as U+FFFD', () => {
    expect(hashOf(Buffer.from([0x61, 0xff, 0x62]), MARK_BAD_BYTES)).toBe(hashOf('a\ufffdb'));
  });

  it('spreads singers over the bits of a sketch', () => {
    const bits = new Map<number, number>();
    for (let n = 0; n < 25_600; n++) {
      const bit = hashOf(`歌手${n}`)! & 255;
      bits.set(bit, (bits.get(bit) ?? 0) + 1);
    }
    const chiSquared = [...bits.values()].reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
    expect(bits.size).toBe(256);
    // 255 expected with a standard deviation of 23.
    expect(chiSquared).toBeLessThan(255 + 5 * 23);
  });
});
