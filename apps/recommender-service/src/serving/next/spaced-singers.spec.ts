import { SeededRandom } from '#ml';
import { spacedSingers } from './spaced-singers.js';

it('gives each place the best song whose singers are far enough, and ends where none is', () => {
  const random = new SeededRandom(2);
  for (let n = 0; n < 2_000; n++) {
    const singersOf = Array.from({ length: 12 }, () =>
      ['A', 'B', 'C', 'D'].filter(() => random.next() < 0.3),
    );
    const before = [['A'], ['B'], []].slice(random.int(3));
    const [spacing, limit] = [1 + random.int(5), 1 + random.int(12)];
    const songs = [...singersOf.keys()];
    const listed = spacedSingers(songs, (song) => singersOf[song]!, before, { spacing, limit });
    const heard = [...before, ...listed.map((song) => singersOf[song]!)];
    const near = (at: number): string[] => heard.slice(Math.max(0, at + 1 - spacing), at).flat();
    const fits = (song: number, at: number): boolean =>
      singersOf[song]!.every((singer) => !near(at).includes(singer));
    listed.forEach((song, place) => {
      const at = before.length + place;
      expect(fits(song, at)).toBe(true);
      const left = songs.filter((one) => !listed.slice(0, place).includes(one));
      expect(left.find((one) => fits(one, at))).toBe(song);
    });
    const rest = songs.filter((song) => !listed.includes(song));
    expect(listed.length === limit || !rest.some((song) => fits(song, heard.length))).toBe(true);
  }
});
