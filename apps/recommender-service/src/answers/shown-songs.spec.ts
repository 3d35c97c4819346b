import { SeededRandom } from '#ml';
import { bytesOf, namedSong, shownSong, songDto, songJson } from './shown-songs.js';

const TEXTS = ['演员', 'Ünï "quoted" \\ back', 'line\nbreak\u0001\u2028', '🎵', '', '\ud83c half', null];

describe('a shown song', () => {
  it('is written as JSON.stringify writes it, whatever its names and figures are', () => {
    const random = new SeededRandom(23);
    const text = () => TEXTS[random.int(TEXTS.length)]!;
    const song = () => namedSong({ songId: String(random.int(1e9)), title: text(), singer: text() });
    for (let n = 0; n < 2_000; n++) {
      const size = 10 ** (random.int(8) - 6);
      const reasons = Array.from({ length: random.int(4) }, () => ({
        song: song(),
        contribution: size * random.normal(),
      }));
      const shown = shownSong(song(), size * random.normal(), reasons, 'model');
      const dto = songDto(shown);
      expect(bytesOf(songJson(shown)).toString()).toBe(JSON.stringify(dto));
      const sum = dto.because.reduce((total, { contribution }) => total + contribution, dto.rest);
      expect(sum).toBeCloseTo(dto.score, 9);
    }
  });
});
