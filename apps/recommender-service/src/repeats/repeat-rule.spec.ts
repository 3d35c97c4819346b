import type { LaterPlay } from './repeat-rule.js';
import { shareOfRepeats } from './repeat-rule.js';

const RULE = { halfLifeDays: 10, minSongSeconds: 30 };
const DATA_TO = '2017-05-12';
const HABITS = { decayedPlays: 40, decayedRepeats: 30, usualShare: 0.5, songs: [{ songId: '1' }] };
const shareAfter = (...later: LaterPlay[]): number => shareOfRepeats(HABITS, later, DATA_TO, RULE);
const play = (songId: string, day = DATA_TO): LaterPlay => ({ songId, day });

describe('shareOfRepeats', () => {
  it('is that of the plays, and the usual one for who has played nothing', () => {
    // Ten plays at the usual share stand next to the own ones.
    expect(shareAfter()).toBeCloseTo((30 + 5) / (40 + 10), 12);
    const nobody = { ...HABITS, decayedPlays: 0, decayedRepeats: 0, songs: [] };
    expect(shareOfRepeats(nobody, [], DATA_TO, RULE)).toBe(0.5);
  });

  it('counts later plays in, the first of a song as new', () => {
    expect(shareAfter(play('1'))).toBeCloseTo(36 / 51, 12);
    expect(shareAfter(play('2'))).toBeCloseTo(35 / 51, 12);
    expect(shareAfter(play('2'), play('2'))).toBeCloseTo(36 / 52, 12);
  });

  it('lets a later play weigh more', () => {
    // Ten days later, a half-life: as if all others had halved.
    expect(shareAfter(play('1', '2017-05-22'))).toBeCloseTo((35 + 2) / (50 + 2), 12);
  });
});
