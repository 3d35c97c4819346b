import { SeededRandom } from '#ml';
import { shownSong } from './shown-songs.js';

it('shows contributions and a rest that sum to the score, to six digits', () => {
  const random = new SeededRandom(23);
  const song = { songId: '7', title: '演员', singer: null };
  for (let n = 0; n < 2_000; n++) {
    const size = 10 ** (random.int(8) - 6);
    const reasons = Array.from({ length: random.int(4) }, () => ({
      song,
      contribution: size * random.normal(),
    }));
    const shown = shownSong(song, size * random.normal(), reasons, 'model');
    const sum = shown.because.reduce((total, { contribution }) => total + contribution, shown.rest);
    expect(sum).toBeCloseTo(shown.score, 9);
    for (const figure of [shown.score, shown.rest]) expect(figure === Number(figure.toFixed(6))).toBe(true);
  }
});
