import fc from 'fast-check';
import { rankedPage } from './ranked-page.js';
import type { Best } from '../../answers/best-songs.js';
import type { RankEnd } from './ranked-page.js';

/** Rows with these scores, without some. */
function bestOf(scores: readonly number[], isOut: (row: number) => boolean = () => false): Best {
  const order = scores
    .map((score, row) => ({ score, row }))
    .filter(({ row }) => !isOut(row))
    .sort((a, b) => b.score - a.score || a.row - b.row);
  return (k) => ({
    indices: Int32Array.from(order.slice(0, k), ({ row }) => row),
    scores: Float64Array.from(order.slice(0, k), ({ score }) => score),
  });
}

describe('rankedPage', () => {
  it('gives the whole list in pages of any length, ties by row, each entry once', () => {
    const arbitrary = fc.record({
      scores: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 }),
      limits: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ scores, limits }) => {
        const best = bestOf(scores);
        const all = [...best(scores.length).indices];
        const seen: number[] = [];
        let end: RankEnd | null = null;
        for (let page = 0; page === 0 || end !== null; page++) {
          const limit = limits[page % limits.length]!;
          const found = rankedPage(best, limit, end);
          seen.push(...found.rows);
          end = found.end;
        }
        expect(seen).toEqual(all);
      }),
    );
  });

  it('goes on behind its end when entries have gone or come back meanwhile', () => {
    const scores = [9, 8, 7, 6, 5, 4, 3];
    const first = rankedPage(
      bestOf(scores, (row) => row < 2),
      2,
      null,
    );
    expect(first.rows).toEqual([2, 3]);
    expect(rankedPage(bestOf(scores), 2, first.end).rows).toEqual([4, 5]);
    expect(
      rankedPage(
        bestOf(scores, (row) => row === 4),
        2,
        first.end,
      ).rows,
    ).toEqual([5, 6]);
  });
});
