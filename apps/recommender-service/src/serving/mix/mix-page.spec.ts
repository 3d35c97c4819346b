import fc from 'fast-check';
import { interleave } from './mix-page.js';

function takeFrom(songs: readonly string[]): () => string | null {
  let at = 0;
  return () => songs[at++] ?? null;
}

const mixOf = (fresh: number, again: number, share: number, limit: number) =>
  interleave(
    {
      fresh: takeFrom(Array.from({ length: fresh }, (_, n) => `f${n}`)),
      again: takeFrom(Array.from({ length: again }, (_, n) => `a${n}`)),
    },
    share,
    { fresh: 0, again: 0 },
    limit,
  ).map(({ song }) => song);

describe('interleave', () => {
  it('gives a new song a place where a whole one is due', () => {
    expect(mixOf(9, 9, 0.75, 8)).toEqual(['a0', 'a1', 'a2', 'f0', 'a3', 'a4', 'a5', 'f1']);
    expect(mixOf(9, 9, 0.9, 9)).not.toContain('f0');
    expect(mixOf(9, 9, 0, 3)).toEqual(['f0', 'f1', 'f2']);
    expect(mixOf(9, 9, 1, 3)).toEqual(['a0', 'a1', 'a2']);
  });

  it('goes on with one kind when the other has no more', () => {
    expect(mixOf(1, 5, 0.5, 9)).toEqual(['a0', 'f0', 'a1', 'a2', 'a3', 'a4']);
    expect(mixOf(0, 0, 0.5, 9)).toEqual([]);
  });

  it('holds the share at every place but for less than one song, and goes on from page to page as in one list', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
        (share, limits) => {
          const length = limits.reduce((sum, limit) => sum + limit, 0);
          const whole = mixOf(100, 100, share, length);
          const kinds = {
            fresh: takeFrom(Array.from({ length: 100 }, (_, n) => `f${n}`)),
            again: takeFrom(Array.from({ length: 100 }, (_, n) => `a${n}`)),
          };
          const paged: string[] = [];
          for (const limit of limits) {
            const again = paged.filter((song) => song.startsWith('a')).length;
            const before = { again, fresh: paged.length - again };
            paged.push(...interleave(kinds, share, before, limit).map(({ song }) => song));
          }
          expect(paged).toEqual(whole);
          whole.forEach((_, n) => {
            const again = whole.slice(0, n + 1).filter((song) => song.startsWith('a')).length;
            expect(again - share * (n + 1)).toBeGreaterThanOrEqual(-1e-6);
            expect(again - share * (n + 1)).toBeLessThan(1);
          });
        },
      ),
      { seed: 1 },
    );
  });
});
