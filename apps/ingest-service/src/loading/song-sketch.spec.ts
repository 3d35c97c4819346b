import { hashOfId, SongSketches } from './song-sketch.js';

describe('SongSketches', () => {
  it('sets the bit of each song, the first bit highest', () => {
    const sketches = new SongSketches();
    expect(sketches.of(0)).toBeNull();
    for (const song of [7, 8, 7]) sketches.add(3, song);
    const sketch = sketches.of(3)!;
    const set = Array.from({ length: 256 }, (_, bit) => bit).filter(
      (bit) => (sketch[bit >> 3]! & (0x80 >> (bit & 7))) !== 0,
    );
    expect(set).toEqual([hashOfId(7) & 255, hashOfId(8) & 255].sort((a, b) => a - b));
    expect([sketches.of(2), sketches.of(4)]).toEqual([null, null]);
  });

  it('has room for any number of users', () => {
    const sketches = new SongSketches();
    for (const user of [0, 1023, 1024, 5_000, 99_999]) sketches.add(user, user);
    for (const user of [0, 1023, 1024, 5_000, 99_999])
      expect(sketches.of(user)!.reduce((sum, byte) => sum + (byte === 0 ? 0 : 1), 0)).toBe(1);
    expect(sketches.of(200_000)).toBeNull();
  });
});
