import { hashOfId } from './id-hash.js';
import { Sketches } from './sketches.js';

describe('Sketches', () => {
  it('set the bit of each hash, the first bit highest', () => {
    const sketches = new Sketches();
    expect(sketches.of(0)).toBeNull();
    for (const song of [7, 8, 7]) sketches.add(3, hashOfId(song));
    const sketch = sketches.of(3)!;
    const set = Array.from({ length: 256 }, (_, bit) => bit).filter(
      (bit) => (sketch[bit >> 3]! & (0x80 >> (bit & 7))) !== 0,
    );
    expect(set).toEqual([hashOfId(7) & 255, hashOfId(8) & 255].sort((a, b) => a - b));
    expect([sketches.of(2), sketches.of(4)]).toEqual([null, null]);
  });

  it('have room for any number of users', () => {
    const sketches = new Sketches();
    for (const user of [0, 1023, 1024, 5_000, 99_999]) sketches.add(user, hashOfId(user));
    for (const user of [0, 1023, 1024, 5_000, 99_999])
      expect(sketches.of(user)!.reduce((sum, byte) => sum + (byte === 0 ? 0 : 1), 0)).toBe(1);
    expect(sketches.of(200_000)).toBeNull();
  });
});
