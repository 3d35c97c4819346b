import fc from 'fast-check';
import { rankRepeats } from './rank-repeats.js';
import type { LaterPlay } from './repeat-rule.js';
import { runs } from '../../../../test/support/drawn.js';

const RULE = { halfLifeDays: 10, minSongSeconds: 30, quietDays: 20 };
const SONGS = [
  { songId: '10', score: 3, lastDay: '2017-05-12' },
  { songId: '9', score: 2, lastDay: '2017-04-10' },
  { songId: '8', score: 2, lastDay: '2017-05-01' },
];
const ids = (mode: 'favourites' | 'forgotten', plays: LaterPlay[] = []) =>
  rankRepeats(SONGS, plays, mode, '2017-05-12', RULE).map(({ songId }) => songId);

describe('rankRepeats', () => {
  it('ranks by score, ties by id as a number; forgotten songs have been quiet', () => {
    expect(ids('favourites')).toEqual(['10', '8', '9']);
    expect(ids('forgotten')).toEqual(['9']);
  });

  it('counts later plays in, more the later they came', () => {
    const played = { songId: '8', day: '2017-05-22' };
    // One play ten days later weighs as two of the last day counted: 2 + 2.
    expect(rankRepeats(SONGS, [played], 'favourites', '2017-05-12', RULE)[0]).toEqual({
      songId: '8',
      score: 4,
      lastDay: '2017-05-22',
    });
  });

  it('holds a song played for the first time since', () => {
    expect(ids('favourites', [{ songId: '7', day: '2017-05-13' }])).toContain('7');
  });

  it('forgets by the newest day known of the user', () => {
    expect(ids('forgotten', [{ songId: '10', day: '2017-05-22' }])).toEqual(['8', '9']);
  });

  it('never lists a song twice, one without a play, or one out of order', () => {
    const song = fc.nat({ max: 20 }).map(String);
    const day = fc.nat({ max: 25 }).map((n) => `2017-05-${String(n + 1).padStart(2, '0')}`);
    const counted = fc.record({
      songId: song,
      score: fc.double({ min: 0.01, max: 9, noNaN: true }),
      lastDay: day,
    });
    const play = fc.record({ songId: song, day });
    fc.assert(
      fc.property(
        fc.uniqueArray(counted, { selector: ({ songId }) => songId }),
        fc.array(play),
        fc.constantFrom('favourites' as const, 'forgotten' as const),
        (songs, plays, mode) => {
          const list = rankRepeats(songs, plays, mode, '2017-05-20', RULE);
          expect(new Set(list.map(({ songId }) => songId)).size).toBe(list.length);
          for (const [n, { score, lastDay }] of list.entries()) {
            expect(score > 0 && lastDay !== '').toBe(true);
            if (n > 0) expect(score).toBeLessThanOrEqual(list[n - 1]!.score);
          }
        },
      ),
      { numRuns: runs(300) },
    );
  });
});
